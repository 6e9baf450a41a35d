package exchange_test

import (
	"strings"
	"testing"

	"youfu/internal/exchange"
)

const header = "ref,name,citizen_number,sex,birth,death,phone,registered_place,registered_nature,resident_place,address,household,relation\n"

func TestPeopleComeIn(t *testing.T) {
	eachSettled(t, func(o *office) {
		file := header + "A1,何秀芬," + number("1983-05-12", 28) + ",女,1983-05-12,,139 1234 5678,990101001001,农业,990101002001,柳湾村27号,H1,配偶\n" +
			"A2,何大山,,1,1980/2/3,2025-12-31,,990101001001,,,,H1,02\n"
		checked := o.check(job(exchange.People, file))
		o.want(checked, "2a 0u 0h 0r")
		r := o.apply(job(exchange.People, file))
		o.want(r, "2a 0u 0h 0r")
		if r.Seq != o.seq() || r.Import != checked.Import || len(r.Unknown) > 0 {
			o.Errorf("%+v", r)
		}
		p := o.find("A1")
		if p.Card.Name != "何秀芬" || p.Card.Phone != "13912345678" || p.Facts.Sex != "female" || p.Facts.Birth.String() != "1983-05-12" || len(p.Identifiers) != 2 {
			o.Errorf("%+v", p)
		}
		if got := strings.Join(o.stays(p, "registered"), "|"); got != "上村   agricultural " {
			o.Errorf("registered: %q", got)
		}
		if got := strings.Join(o.stays(p, "resides"), "|"); got != "东村    柳湾村27号" {
			o.Errorf("resides: %q", got)
		}
		p = o.find("A2")
		if p.Facts.Sex != "male" || p.Facts.Birth.String() != "1980-02-03" || p.Facts.Death.String() != "2025-12-31" || len(o.stays(p, "resides")) != 0 {
			o.Errorf("%+v", p)
		}
	})
}
