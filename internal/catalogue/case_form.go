package catalogue

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"youfu/internal/civil"
)

type caseForm struct {
	spot
	Name    leaf[line]       `yaml:"name,need" zh:"说明这个案例的一句话" en:"what the case shows, in a sentence"`
	People  []casePersonForm `yaml:"people,need" zh:"案例里的人" en:"the people in it"`
	Events  []caseEventForm  `yaml:"events" zh:"已经记录的事" en:"what was recorded"`
	AsOf    leaf[civil.Date] `yaml:"asOf" zh:"哪一天看" en:"the day on which due and closed hold"`
	Due     *[]caseDueForm   `yaml:"due" zh:"这一天所有该做的；[] 表示没有" en:"all that is due then; [] for nothing"`
	Closed  leaf[line]       `yaml:"closed" zh:"最近一轮如何了结；open 表示没有了结" en:"how the last round ended, or open"`
	Check   []caseCheckForm  `yaml:"check" zh:"试着记录，收还是不收" en:"visits somebody tries to record, and whether they are refused"`
	Figures []caseFigureForm `yaml:"figures" zh:"指标应当数出多少" en:"what figures count"`
}

type casePersonForm struct {
	spot
	ID        leaf[ident]       `yaml:"id,need" zh:"代号" en:"a short name"`
	Sex       leaf[line]        `yaml:"sex" oneof:"female male" zh:"性别；不写为未知" en:"unknown where left out"`
	Birth     leaf[civil.Birth] `yaml:"birth" zh:"出生：日、月或年；不写为未知" en:"day, month or year; unknown where left out"`
	Death     leaf[civil.Date]  `yaml:"death" zh:"去世日期" en:"the day she died"`
	Since     leaf[civil.Date]  `yaml:"since" zh:"从哪天起住在本区县" en:"the first day she lives in the district"`
	Followed  leaf[bool]        `yaml:"followed" zh:"自己要求随访" en:"asked to be followed"`
	NoContact leaf[bool]        `yaml:"noContact" zh:"本人不愿被邀请" en:"declined to be invited, or took that consent back"`
}

type caseEventForm struct {
	spot
	Person     leaf[ident]      `yaml:"person" zh:"谁；只有一人时可不写" en:"who; may be left out where there is one person"`
	On         leaf[civil.Date] `yaml:"on,need" zh:"日期" en:"the day"`
	Visit      leaf[line]       `yaml:"visit" zh:"环节；在指标的案例里写 服务/环节" en:"the visit; PROGRAMME/VISIT in the cases of figures"`
	Department leaf[ident]      `yaml:"department" zh:"哪个部门的机构；不写为该环节的第一个" en:"whose site; the visit's first where left out"`
	Values     rawValues        `yaml:"values" zh:"填写的内容" en:"what is filled in"`
	Late       leaf[bool]       `yaml:"late" zh:"是之后才出来的结果，补在上一次这个环节上" en:"a result that came after the last such visit"`
	Answer     leaf[line]       `yaml:"answer" oneof:"invited will-come wrong-number moved declined asked" zh:"对邀请的答复（与 visit 二选一）" en:"the answer to an invitation, instead of visit"`
	Scope      leaf[line]       `yaml:"scope" oneof:"invitation programme contact" zh:"谢绝的范围；不写为 programme" en:"how far a refusal goes; programme where left out"`
}

type caseDueForm struct {
	spot
	Person leaf[ident]      `yaml:"person" zh:"谁" en:"who"`
	Visit  leaf[line]       `yaml:"visit,need" zh:"哪个环节" en:"which visit"`
	Status leaf[line]       `yaml:"status,need" oneof:"upcoming due overdue unknown" zh:"状态" en:"its status"`
	From   leaf[civil.Date] `yaml:"from" zh:"从哪天" en:"from when"`
	Until  leaf[civil.Date] `yaml:"until" zh:"到哪天" en:"until when"`
	Reason leaf[line]       `yaml:"reason" oneof:"first recall follow-up result-missing who-unknown" zh:"原因代码" en:"the reason's code"`
}

type caseCheckForm struct {
	spot
	caseEventForm
	Refused []caseRefusalForm `yaml:"refused" zh:"为什么不收；不写为收" en:"why it is refused; accepted where left out"`
	Advice  []leaf[line]      `yaml:"advice" zh:"应当出现的提示（其中几个字）" en:"words of each advice that is shown"`
}

type caseRefusalForm struct {
	spot
	Field leaf[line] `yaml:"field" zh:"哪一项" en:"which field"`
	Code  leaf[line] `yaml:"code,need" zh:"不收的代码" en:"the refusal's code"`
}

type caseFigureForm struct {
	spot
	Figure leaf[line]       `yaml:"figure,need" zh:"哪个指标" en:"which figure"`
	From   leaf[civil.Date] `yaml:"from,need" zh:"从哪天" en:"from when"`
	To     leaf[civil.Date] `yaml:"to,need" zh:"到哪天（不含）" en:"until when, exclusive"`
	Where  rawValues        `yaml:"where" zh:"只看哪些，例如 {department: health}" en:"only these rows, such as {department: health}"`
	Value  leaf[float64]    `yaml:"value" zh:"数" en:"the number"`
	Num    leaf[float64]    `yaml:"num" zh:"分子" en:"the numerator"`
	Den    leaf[float64]    `yaml:"den" zh:"分母" en:"the denominator"`
}

// rawValues are keys and values as written; a list is joined by ";", as in a visits file.
type rawValues struct {
	node *yaml.Node
	keys []leaf[line]
	v    map[string]string
}

func (d decoder) values(n *yaml.Node, out *rawValues) {
	out.node, out.v = n, map[string]string{}
	if n.Kind != yaml.MappingNode {
		d.at(n, "catalogue.want-mapping", "…")
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if _, twice := out.v[key.Value]; twice {
			d.at(key, "catalogue.key-twice", key.Value)
		}
		var list oneOrMany
		d.oneOrMany(value, &list)
		parts := make([]string, len(list.all))
		for j, part := range list.all {
			parts[j] = string(part.v)
		}
		out.keys = append(out.keys, leaf[line]{key, line(key.Value)})
		out.v[key.Value] = strings.Join(parts, ";")
	}
}
