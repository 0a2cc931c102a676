package search

// Role is who asks, as far as a text says so.
type Role string

// The roles that a text may tell.
const (
	RoleCarer        Role = "mantelzorger"
	RoleKin          Role = "naaste"       // for someone they know
	RoleProfessional Role = "hulpverlener" // for a client or patient
	RoleVolunteer    Role = "vrijwilliger" // wants to help
)

var (
	kinWords = wordSet(`
		moeder vader ma pa mam pap mama papa man vrouw partner echtgenoot echtgenote vriend vriendin zoon dochter kind
		kinderen zoontje dochtertje broer zus oma opa tante oom neef nicht schoonmoeder schoonvader buurman buurvrouw buren
	`)
	adultKin = wordSet(`
		moeder vader ma pa mam pap mama papa man vrouw partner echtgenoot echtgenote oma opa tante oom schoonmoeder schoonvader
		ouders schoonouders mem heit
		mother father husband wife mum mom dad grandmother grandfather mutter mann frau oma mere pere mari femme madre padre
		marido esposo esposa mujer abuela kasa mama tata maz zona
	`)
	petNames    = wordSet("ma pa mam pap oma opa heit mem annem babam kocam esim أمي أبي زوجي زوجتي والدي والدتي")
	clientWords = wordSet("client clienten patient patienten")
	workWords   = wordSet(`
		huisarts poh praktijkondersteuner wijkverpleegkundige verpleegkundige hulpverlener maatschappelijk sociaal
		casemanager consulent begeleider ambulant jongerenwerker welzijnswerker wijkteam buurtteam
	`)
	owning  = wordSet("mijn m mn onze ons me haar my mein meine meiner ma mon mi moj moja su")
	beingMe = wordSet("ben als")
)

// roleNamed gives who asks: a professional before a carer before someone's kin,
// since a professional too may write of a mother.
func roleNamed(words []token) Role {
	best, at := Role(""), 0
	for i := range words {
		if role, rank := roleAt(words, i); rank > at {
			best, at = role, rank
		}
	}
	return best
}

// roleAt gives the role that the word at i tells, and how much it goes before others.
func roleAt(words []token, i int) (role Role, rank int) {
	w := words[i].folded
	before := ""
	if i > 0 {
		before = words[i-1].folded
	}
	switch {
	case clientWords[w], workWords[w] && beingMe[before]:
		return RoleProfessional, 4
	case stem(w) == "mantelzorg" && beingMe[before]:
		return RoleCarer, 3
	case stem(w) == "vrijwilliger" && (before == "worden" || beingMe[before] || i+1 < len(words) && words[i+1].folded == "worden"):
		return RoleVolunteer, 2
	case kinWords[w] && owning[before]:
		return RoleKin, 1
	}
	return "", 0
}
