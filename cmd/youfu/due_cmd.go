package main

import (
	"fmt"
	"io"

	"youfu/internal/care/due"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/post"
)

type dueCommand struct {
	Programme string `arg:""`
	AsOf      string `name:"as-of" required:"" placeholder:"DATE"`
	Place     string `name:"place" placeholder:"CODE" help:"Only people who live there."`
}

func (c *dueCommand) Help() string {
	return "Example: youfu due womens-screening --as-of 2026-11-24 --as chen --json\n\nA village or township worker sees invitations of a round, a clinic the follow-ups that its department's visits opened."
}

type dueLine struct {
	Key    string  `json:"key"`
	Person string  `json:"person"`
	Visit  string  `json:"visit"`
	Status string  `json:"status"`
	From   *string `json:"from"`
	Until  *string `json:"until"`
	Reason string  `json:"reason"`
}

func dueOf(item due.Item, who id.ID) dueLine {
	return dueLine{item.Key.String(), who.String(), item.Key.Visit, string(item.Status), orNull(item.From.String()), orNull(item.Until.String()), item.Reason}
}

func (c *dueCommand) Run(r *run) error {
	asOf, err := parseDate(c.AsOf)
	if err != nil {
		return err
	}
	return r.acting("due", func(o office.Office) error {
		list, err := o.Due(r.ctx, office.Asked{Programme: c.Programme, AsOf: asOf, Place: c.Place})
		if err != nil {
			return err
		}
		lines := []dueLine{}
		people := make([]uint32, 0, len(list.Items))
		for _, item := range list.Items {
			lines = append(lines, dueOf(item.Item, item.Key.Person))
			people = append(people, item.N)
		}
		// The ids name the people to whoever has the register, so that the whole list counts as seen.
		purpose := post.FollowUp
		if o.May(post.Invite) {
			purpose = post.Invite
		}
		if err := o.Seen(r.ctx, purpose, c.Programme+" "+c.AsOf+" "+c.Place, list.Seq, people); err != nil {
			return err
		}
		return r.print(lines, func(w io.Writer) {
			for _, l := range lines {
				fmt.Fprintln(w, l.Person, l.Visit, l.Status, l.Reason, l.Key)
			}
		})
	})
}
