package catalogue

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"youfu/internal/lang"
)

// Words are the second net of the constitution: the closed vocabularies are the first. They catch what is written by mistake or in
// the old habit; they do not read minds.

// subjectWords tell what a text speaks of, however its code tables are declared.
var subjectWords = plainWords(map[string][]string{
	"birth": {"births", "birth rate", "sex ratio at birth", "fertility rate", "出生人数", "出生率", "出生性别比", "生育率", "二孩", "三孩"},
	"method": {"contraception", "contraceptive", "contraceptives", "iud", "sterilisation", "sterilization", "vasectomy",
		"tubal ligation", "acceptors", "避孕", "节育", "绝育", "结扎", "上环", "取环", "皮埋"},
})

// refusedWords are what definitions may not say, by rule of the constitution.
var refusedWords = plainWords(map[string][]string{
	// Targets and rankings of support.
	"r1-words": {"quota", "quotas", "ranking", "rankings", "ranked", "league table", "target", "targets", "uptake", "completion rate",
		"指标任务", "任务数", "目标人数", "名额", "排名", "考核", "完成率", "参保率", "申领率"},
	// What support must not hang on: methods, pregnancy, and whether anybody was ever held to have broken a rule about births.
	"r2": {"contraception", "contraceptive", "contraceptives", "iud", "sterilisation", "sterilization", "sterilised", "sterilized", "vasectomy",
		"tubal ligation", "birth control", "birth permit", "birth quota", "pregnancy", "pregnant", "fertility", "infertility", "infertile",
		"reproductive", "violation", "violations", "violated", "illegal", "unlawful", "social maintenance fee", "penalty", "penalties",
		"避孕", "节育", "绝育", "结扎", "上环", "取环", "放环", "皮埋", "怀孕", "妊娠", "孕检", "孕情", "透环", "不孕", "不育", "生殖", "月经",
		"生育证", "准生证", "生育史", "生育情况", "违法", "违反", "违规", "违纪", "超生", "计划外", "政策内", "政策外", "抚养费", "处罚", "罚款"},
	// Marriage and ethnicity.
	"r9-words": {"marital status", "married", "unmarried", "wedlock", "single mother", "single mothers", "ethnic", "ethnicity", "religion",
		"婚姻状况", "已婚", "未婚", "初婚", "再婚", "非婚", "婚生", "少数民族", "汉族", "宗教"},
	// Authorisation by anybody but the adult herself, and papers that ask for it.
	"r5": {"spouse consent", "spousal consent", "husband consent", "husband's consent", "wife's consent", "consent of the spouse",
		"consent of the husband", "parental consent", "authorisation by", "authorization by", "authorised by", "authorized by",
		"marriage certificate", "birth permit",
		"配偶同意", "丈夫同意", "妻子同意", "爱人同意", "家属同意", "家长同意", "父母同意", "配偶签字", "丈夫签字", "家属签字", "家长签字",
		"领导批准", "领导审批", "单位批准", "村委会批准", "村委会同意", "准生证", "生育证", "结婚证", "婚育证明"},
	// Abortion data.
	"r11": {"abortion", "abortions", "abort", "miscarriage", "termination of pregnancy", "pregnancy termination",
		"人工流产", "人流", "药流", "流产", "引产", "堕胎", "终止妊娠"},
	// Words that are not neutral on having or not having children, in either direction.
	"r12": {"illegal birth", "illegal births", "unauthorised birth", "unauthorized birth", "excess birth", "excess births", "fewer children",
		"more children", "too many children", "childless", "spinster",
		"超生", "计划外", "违法生育", "政策外生育", "少生快富", "少生优生", "多生多育", "早生早育", "鼓励生育", "晚婚晚育", "剩女", "失独"},
	// Scores, tags and lists of persons.
	"r23": {"risk score", "risk level", "credit score", "social credit", "watch list", "watchlist", "blacklist", "black list", "key person",
		"key persons", "high risk person",
		"人员评分", "综合评分", "信用评分", "信用分", "积分", "打分", "黑名单", "重点人员", "重点对象", "关注名单", "人员等级", "人员标签"},
})

// wording is a text, ready to be searched for words.
type wording struct{ raw, plain string }

func wordingOf(t lang.Text) wording { return wording{t.Zh + "\n" + t.En, " " + plain(t.En) + " "} }

// first is the first of words that stands in the text; "" where none does. English words stand alone, Chinese ones anywhere.
func (w wording) first(words []string) string {
	for _, word := range words {
		if word[0] >= utf8.RuneSelf && strings.Contains(w.raw, word) || strings.Contains(w.plain, word) {
			return strings.TrimSpace(word)
		}
	}
	return ""
}

// plain is a text in lower case with single spaces between its words; ids such as risk_score become words too.
func plain(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c)
	}), " ")
}

// plainWords makes the English words of a table plain and puts them between spaces, once.
func plainWords(table map[string][]string) map[string][]string {
	for _, words := range table {
		for i, w := range words {
			if w[0] < utf8.RuneSelf {
				words[i] = " " + plain(w) + " "
			}
		}
	}
	return table
}
