package knowledge

// byFactor are the cards that may help with what working together depends on (survey.Factors; inventory K16).
var byFactor = map[string][]string{
	"tasks":      {"lsd", "vragen"},
	"need":       {"vragen", "cadeautje"},
	"contact":    {"lsd", "oen"},
	"inequality": {"oma", "dik"},
	"trust":      {"oen", "anna"},
	"empathy":    {"nivea", "vragen"},
	"interests":  {"anna", "lsd"},
	"dilemmas":   {"oma", "oen"},
	"evaluation": {"lsd", "dik"},
}

// For gives the cards that may help with a factor; none for one that does not exist.
func For(factor string) (all []Card) {
	for _, id := range byFactor[factor] {
		if c, ok := Find(id); ok {
			all = append(all, c)
		}
	}
	return all
}
