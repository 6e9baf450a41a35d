package demo

import (
	"fmt"
	"math/rand/v2"

	"youfu/internal/actor"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/store"
)

// Frequent surnames, the most frequent first, and syllables of given names; combined at random.
var (
	surnames = []rune("王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚")
	women    = []rune("秀英芳兰玉梅霞丽娟敏静红艳萍玲燕云雪琴珍凤春桂莲香月爱菊翠莉洁琳婷颖慧佳欣怡雨诗涵梦")
	men      = []rune("伟强军磊勇杰涛明超刚平辉健华国建志文斌波鹏飞林海东亮宇浩轩泽博俊峰成龙德福新民")
)

// resident is what the history needs of a person.
type resident struct {
	n       uint32
	birth   civil.Date
	female  bool
	village int
}

func (m *maker) name(female bool) string {
	// A square root of the draw favours the frequent surnames, as registers do.
	draw := m.rand.Float64()
	surname := surnames[int(draw*draw*float64(len(surnames)))]
	given := men
	if female {
		given = women
	}
	name := string(surname) + string(given[m.rand.IntN(len(given))])
	if m.rand.IntN(100) < 78 {
		name += string(given[m.rand.IntN(len(given))])
	}
	return name
}

// chunk is how many people one write enters: well under half a second.
const chunk = 2000

func (m *maker) register() error {
	total := 0
	for _, v := range m.villages {
		total += v.people
	}
	book := &roll{maker: m, taken: map[civil.Date]int{}}
	for i := range m.villages {
		for entered := 0; entered < m.villages[i].people; {
			size := min(chunk, m.villages[i].people-entered)
			err := m.write(actor.System, "people", func(tx *store.Tx) error { return book.enter(tx, i, size) })
			if err != nil {
				return err
			}
			entered += size
			m.order.Progress("demo.people", len(m.people), total)
		}
	}
	m.made.People = len(m.people)
	return m.ctx.Err()
}

// roll enters people household by household.
type roll struct {
	*maker
	taken map[civil.Date]int // citizen numbers given to a birth date
	tx    *store.Tx
	book  *person.Book
	house int
}

func (r *roll) enter(tx *store.Tx, at, size int) error {
	var err error
	r.tx = tx
	if r.book, err = person.In(tx, r.d.Keys); err != nil {
		return err
	}
	for size > 0 {
		members := r.family(min(size, 6))
		if err := r.household(at, members); err != nil {
			return err
		}
		size -= len(members)
	}
	return nil
}

// member is one person of a household before she is entered.
type member struct {
	relation string // GB/T 4761
	female   bool
	age      int
}

// family draws a household: one generation to three, most of them with children.
func (r *roll) family(most int) []member {
	head := 25 + r.rand.IntN(50)
	family := []member{{"02", r.rand.IntN(10) < 3, head}}
	add := func(m member) {
		if len(family) < most {
			family = append(family, m)
		}
	}
	if r.rand.IntN(100) < 78 {
		add(member{"10", !family[0].female, max(20, head-3+r.rand.IntN(6))})
	}
	for i := 0; i < 2 && r.rand.IntN(100) < 62; i++ {
		add(child(r.rand, head))
	}
	if head < 60 && r.rand.IntN(100) < 22 {
		add(member{"52", true, min(95, head+24+r.rand.IntN(8))})
	}
	if head > 50 && r.rand.IntN(100) < 25 {
		add(member{"40", r.rand.IntN(2) == 0, max(0, head-48-r.rand.IntN(8))})
	}
	return family
}

// child is as often a girl as a boy: the demonstration makes no statement about the sex ratio at birth.
func child(r *rand.Rand, head int) member {
	if r.IntN(2) == 0 {
		return member{"30", true, max(0, head-22-r.IntN(14))}
	}
	return member{"20", false, max(0, head-22-r.IntN(14))}
}

func (r *roll) household(at int, members []member) error {
	r.house++
	v := r.villages[at]
	key := fmt.Sprintf("990101-%06d", r.house)
	home := r.tx.ID("household", r.house)
	if err := r.book.EnterHousehold(home, key); err != nil {
		return err
	}
	address := fmt.Sprintf("%d组%d号", 1+r.rand.IntN(6), 1+r.rand.IntN(60))
	if !v.rural {
		address = fmt.Sprintf("%d号楼%d单元%d室", 1+r.rand.IntN(30), 1+r.rand.IntN(4), (1+r.rand.IntN(6))*100+1+r.rand.IntN(4))
	}
	for i, one := range members {
		who, err := r.person(at, address, home, i, one)
		if err == nil && v.rural && one.age >= old {
			err = r.old(who, members, one.relation)
		}
		if err != nil {
			return err
		}
	}
	r.made.Households++
	return nil
}

func (r *roll) person(at int, address string, home id.ID, i int, one member) (person.New, error) {
	v := r.villages[at]
	birth := r.today.AddYears(-one.age).AddDays(-r.rand.IntN(365))
	sex := "male"
	if one.female {
		sex = "female"
	}
	nature := "agricultural"
	if !v.rural {
		nature = "non-agricultural"
	}
	who := person.New{ID: r.tx.ID("person", len(r.people)),
		Facts:       person.Facts{Sex: sex, Birth: civil.Birth{Date: birth, Precision: civil.PrecisionDay}},
		Card:        person.Card{Name: r.name(one.female), Phone: r.phone(one.age)},
		Identifiers: r.identifiers(birth, one.female),
		Stays:       r.stays(v, address, nature),
	}
	n, err := r.book.Add(who)
	if err != nil {
		return who, err
	}
	r.people = append(r.people, resident{n, birth, one.female, at})
	return who, r.book.PutMember(person.Member{ID: id.Derive(home, "member", i), Household: home, Person: who.ID, Relation: one.relation})
}

// old is the age from which the demonstration knows how many children somebody has: those of the household, and those who left it.
const old = 58

func (r *roll) old(who person.New, members []member, relation string) error {
	kids, daughters := 0, 0
	switch relation {
	case "02", "10": // the head and the spouse
		for _, m := range members {
			kids += count(m.relation == "20" || m.relation == "30")
			daughters += count(m.relation == "30")
		}
	case "52": // the head's mother
		kids, daughters = 1, count(members[0].female)
	}
	for range 2 {
		if left := r.rand.IntN(100); left < 20 || kids == 0 && left < 80 {
			kids, daughters = kids+1, daughters+r.rand.IntN(2)
		}
	}
	for i, told := range []struct {
		name string
		n    int
	}{{"living-children", kids}, {"living-daughters", daughters}} {
		err := r.book.PutAttribute(person.Attribute{ID: id.Derive(who.ID, "attribute", i), Person: who.ID, Name: told.name, Code: fmt.Sprint(min(told.n, 3)), Source: "户口簿"})
		if err != nil {
			return err
		}
	}
	at := r.people[len(r.people)-1].village
	meets := kids <= 1 || kids == 2 && daughters == 2
	if meets && len(who.Identifiers) > 1 && who.Stays[0].Place == who.Stays[1].Place { // nobody is paid whom no citizen number names
		r.elders = append(r.elders, &elder{who.ID, who.Facts, who.Card, at, kids == 0})
	}
	return nil
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

// identifiers are a reference and a citizen number: area 999999, birth date, sequence (odd for men), check digit by ISO 7064 MOD 11-2.
func (r *roll) identifiers(birth civil.Date, female bool) []person.Identifier {
	all := []person.Identifier{{System: person.Ref, Value: fmt.Sprintf("QH%07d", len(r.people)+1)}}
	sequence := 2*r.taken[birth] + 1
	if female {
		sequence++
	}
	r.taken[birth]++
	if sequence > 999 {
		return all
	}
	y, month, day := birth.YMD()
	return append(all, person.Identifier{System: person.Number, Value: withCheck(fmt.Sprintf("999999%04d%02d%02d%03d", y, month, day, sequence))})
}

func withCheck(number string) string {
	weights := []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += w * int(number[i]-'0')
	}
	return number + string("10X98765432"[sum%11])
}

func (r *roll) phone(age int) string {
	if age < 14 || r.rand.IntN(100) < 8 {
		return ""
	}
	return fmt.Sprintf("1%d%08d", 30+r.rand.IntN(60), r.rand.IntN(100_000_000))
}

// stays are where somebody lives and is registered; one in fifteen is registered elsewhere in the district.
func (r *roll) stays(v village, address, nature string) []person.Stay {
	registered := v.id
	if r.rand.IntN(15) == 0 {
		registered = r.villages[r.rand.IntN(len(r.villages))].id
	}
	return []person.Stay{{Role: person.Resides, Place: v.id, Address: address}, {Role: person.Registered, Place: registered, Nature: nature}}
}
