package catalogue

import (
	"go.yaml.in/yaml/v4"

	"youfu/internal/civil"
)

// The forms of definition files. The reference page prints their keys, types and meanings from here.

// spot keeps the node that a mapping was read from.
type spot struct{ node *yaml.Node }

func (s *spot) stand(n *yaml.Node) { s.node = n }

type programmeForm struct {
	spot
	ID        leaf[ident]          `yaml:"id,need" zh:"标识，也是文件名" en:"its id, and the file's name"`
	Title     text                 `yaml:"title,need" zh:"名称" en:"its name"`
	Basis     []basisForm          `yaml:"basis,need" zh:"法律或临床依据，带有效期" en:"the legal or clinical sources, with the dates they hold"`
	Reach     leaf[line]           `yaml:"reach,need" oneof:"population client" zh:"population：可列出符合条件的人；client：只列出自己要求随访的人" en:"population: may list who is eligible; client: lists only those who asked to be followed"`
	Opens     leaf[civil.Date]     `yaml:"opens" zh:"从哪天起邀请" en:"nobody is invited before this day"`
	Who       leaf[ruleSrc]        `yaml:"who,need" zh:"谁可以来（不是谁必须来），只看年龄和解剖上的性别" en:"who may come, never who must; reads age and anatomy only"`
	Recall    *recallForm          `yaml:"recall" zh:"下一轮何时开始；不写则只有一轮" en:"when the next round opens; without it there is one round"`
	Visits    []visitForm          `yaml:"visits,need" zh:"各个环节；第一个开始一轮，邀请的就是它" en:"the kinds of visit; the first opens a round and is what people are invited to"`
	Outcomes  []leaf[ident]        `yaml:"outcomes,need" zh:"一轮可能的了结；declined 必须在内" en:"how a round can end; declined must be among them"`
	Retention leaf[civil.Duration] `yaml:"retention,need" zh:"记录保存多久" en:"how long records are kept"`
}

type basisForm struct {
	spot
	Title text             `yaml:"title,need" zh:"依据的名称" en:"what the source is called"`
	From  leaf[civil.Date] `yaml:"from" zh:"从哪天起有效" en:"first day it holds"`
	To    leaf[civil.Date] `yaml:"to" zh:"到哪天失效（不含）" en:"first day it no longer holds"`
}

type recallForm struct {
	spot
	Every leaf[civil.Duration] `yaml:"every,need" zh:"隔多久" en:"how long after"`
	After leaf[varName]        `yaml:"after,need" zh:"从哪个环节算起" en:"the visit it counts from"`
}

type visitForm struct {
	spot
	ID     leaf[varName] `yaml:"id,need" zh:"标识" en:"its id"`
	Title  text          `yaml:"title,need" zh:"名称" en:"its name"`
	By     []leaf[ident] `yaml:"by" zh:"哪些部门的机构可以记录；不写则都可以" en:"departments whose sites may record it; any where left out"`
	Fields []fieldForm   `yaml:"fields,need" zh:"要填的项目" en:"what is filled in"`
	Checks []checkForm   `yaml:"checks" zh:"不成立就不收" en:"refused where the rule is false"`
	Advice []adviceForm  `yaml:"advice" zh:"填写时的提示" en:"shown while recording"`
	Then   []thenForm    `yaml:"then" zh:"之后要做什么，或如何了结" en:"what follows, or how the round ends"`
}

type fieldForm struct {
	spot
	ID       leaf[varName]   `yaml:"id,need" zh:"标识；规则里写 v.标识，数对写 v.标识_1 和 v.标识_2" en:"its id; in rules v.ID, of a pair v.ID_1 and v.ID_2"`
	Title    text            `yaml:"title,need" zh:"名称" en:"its label"`
	Hint     text            `yaml:"hint" zh:"填写说明" en:"how to fill it in"`
	Type     leaf[line]      `yaml:"type,need" oneof:"code codes number bool date pair text" zh:"类型；text 会封存，不统计，也不进规则" en:"its type; text is sealed, never counted and never in a rule"`
	Codes    leaf[ident]     `yaml:"codes" zh:"代码表（code 和 codes 要写）" en:"the code table, of code and codes"`
	Unit     leaf[line]      `yaml:"unit" zh:"单位（number 和 pair）" en:"the unit, of number and pair"`
	Range    []leaf[float64] `yaml:"range" zh:"上下限，含两端（number 和 pair 要写）" en:"lowest and highest value, both allowed; of number and pair"`
	Required leaf[bool]      `yaml:"required" zh:"必填" en:"must be answered where it is asked"`
	When     leaf[ruleSrc]   `yaml:"when" zh:"什么时候问；可用 p.* 和前面的项目" en:"when it is asked; over p.* and fields before it"`
}

type checkForm struct {
	spot
	Rule leaf[ruleSrc] `yaml:"rule,need" zh:"必须成立的规则；未知时放行" en:"what must hold; unknown passes"`
	Text text          `yaml:"text,need" zh:"不收时说的话" en:"what is said where it does not"`
}

type adviceForm struct {
	spot
	When leaf[ruleSrc] `yaml:"when,need" zh:"什么时候提示" en:"when it is shown"`
	Text text          `yaml:"text,need" zh:"提示的话" en:"what is said"`
}

type thenForm struct {
	spot
	Visit  leaf[varName]        `yaml:"visit" zh:"接着要做的环节" en:"the visit that becomes due"`
	Within leaf[civil.Duration] `yaml:"within" zh:"多久之内（与 visit 一起写）" en:"within how long, with visit"`
	Close  leaf[ident]          `yaml:"close" zh:"了结为哪一种（与 visit 二选一）" en:"the outcome that ends the round, instead of visit"`
	When   leaf[ruleSrc]        `yaml:"when,need" zh:"什么情况下" en:"in which case"`
	Reason text                 `yaml:"reason" zh:"给诊室看的原因；不写则用规则里代码的名称" en:"why, for the clinic; else the titles of the codes that the rule names"`
}

type codesForm struct {
	spot
	ID    leaf[ident] `yaml:"id,need" zh:"标识，也是文件名" en:"its id, and the file's name"`
	Title text        `yaml:"title,need" zh:"名称" en:"its name"`
	About leaf[line]  `yaml:"about,need" oneof:"finding test course method birth opinion register" zh:"说的是什么；指标的种类由它推出" en:"what the codes speak of; the kind of a figure is derived from it"`
	Codes []codeForm  `yaml:"codes,need" zh:"代码，按页面上的次序" en:"the codes, in the order of pages"`
	Lists []listForm  `yaml:"lists" zh:"有名字的子集，规则里直接用名字" en:"named subsets, used in rules by their name"`
}

type codeForm struct {
	spot
	Code     leaf[ident]  `yaml:"code,need" zh:"代码" en:"the code"`
	Title    text         `yaml:"title,need" zh:"名称" en:"its name"`
	Alone    leaf[bool]   `yaml:"alone" zh:"不能与别的一起选" en:"cannot be chosen beside others"`
	Refusal  leaf[bool]   `yaml:"refusal" zh:"表示本人谢绝" en:"says that the person declined"`
	Synonyms []leaf[line] `yaml:"synonyms" zh:"文件里也可以这样写" en:"other ways in which files write it"`
}

type listForm struct {
	spot
	ID    leaf[varName] `yaml:"id,need" zh:"名字" en:"its name"`
	Codes []leaf[ident] `yaml:"codes,need" zh:"其中的代码" en:"the codes in it"`
}

type figureForm struct {
	spot
	ID       leaf[ident]   `yaml:"id,need" zh:"标识" en:"its id"`
	Title    text          `yaml:"title,need" zh:"名称" en:"its name"`
	Note     text          `yaml:"note" zh:"怎样理解这个数" en:"how to read it"`
	Count    leaf[line]    `yaml:"count" oneof:"persons visits cases" zh:"数什么：人、人次、例（比率不写）" en:"what is counted; not of a rate"`
	Of       oneOrMany     `yaml:"of,need" zh:"服务/环节；或另一个指标（在它里面再选）；比率写[分子, 分母]" en:"PROGRAMME/VISIT; or another figure, to select within it; of a rate [numerator, denominator]"`
	Where    leaf[ruleSrc] `yaml:"where" zh:"只数符合的；可用 p.*（当天的年龄）和 v.*" en:"counts only these; over p.* (age on that day) and v.*"`
	Followed *followedForm `yaml:"followed" zh:"只数之后及时做了这个环节的" en:"counts only those after which this visit came in time"`
	Place    leaf[line]    `yaml:"place" oneof:"resides registered site" zh:"按哪个地点分：现居地、户籍地、机构；不写为现居地" en:"which place break-downs use; resides where left out"`
	Target   leaf[float64] `yaml:"target" zh:"比率的目标，0 到 1；只有允许的种类能写" en:"a rate's target, 0 to 1; loads only for kinds that allow one"`
}

type followedForm struct {
	spot
	Visit  leaf[varName]        `yaml:"visit,need" zh:"之后的环节" en:"the visit that came after"`
	Where  leaf[ruleSrc]        `yaml:"where" zh:"它要符合的规则" en:"what it must fulfil"`
	Within leaf[civil.Duration] `yaml:"within,need" zh:"多久之内，首尾两天都算" en:"within how long, first and last day included"`
}

type consentForm struct {
	spot
	ID      leaf[line] `yaml:"id,need" oneof:"contact display follow-up" zh:"用途" en:"the purpose"`
	Title   text       `yaml:"title,need" zh:"名称" en:"its name"`
	Text    text       `yaml:"text,need" zh:"请本人回答之前告诉她的话" en:"what she is told before she answers"`
	Unasked text       `yaml:"unasked,need" zh:"没问过时怎样" en:"what holds where she was not asked"`
}

type factForm struct {
	spot
	ID    leaf[line]    `yaml:"id,need" zh:"名称，例如 p.age" en:"its name, such as p.age"`
	Title text          `yaml:"title,need" zh:"含义" en:"what it means"`
	Type  leaf[line]    `yaml:"type,need" oneof:"string bool int double list" zh:"类型" en:"its type"`
	Codes []leaf[ident] `yaml:"codes" zh:"所有可能的取值" en:"all values it can have"`
	About leaf[line]    `yaml:"about,need" oneof:"age anatomy register family" zh:"说的是什么；服务只能用前两种" en:"what it speaks of; services read the first two alone"`
}
