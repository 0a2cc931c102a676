package network

import (
	"cmp"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/i18n"
)

// Network is one local network for informal care.
type Network struct {
	ID       string
	Slug     string // lower-case letters, digits and hyphens
	Host     string // host name of its own, or ""
	Settings Settings
	Version  int64
}

// Settings is what a network says about itself and how it works. Texts are Dutch unless the name says otherwise.
type Settings struct {
	Name    string   `json:"name"`     // on every page, such as "Samenspel Waterveen"
	Town    string   `json:"town"`     // such as "Waterveen"
	Motto   string   `json:"motto"`    // inventory M09
	Phone   string   `json:"phone"`    // of the information point
	Email   string   `json:"email"`    // of the information point
	Hours   string   `json:"hours"`    // when the information point answers
	Address string   `json:"address"`  // where to walk in, or ""
	Desk    string   `json:"desk"`     // organisation that staffs the information point, or "" (inventory C05, D18)
	Bank    string   `json:"bank"`     // address of a site with more vacancies for volunteers, or "" (inventory H38)
	About   string   `json:"about"`    // who we are
	AboutEN string   `json:"about_en"` // the same in English
	Popular []string `json:"popular"`  // searches offered on the first page
	Example bool     `json:"example"`  // made-up data: every page says so

	Roles         map[access.Role]Label `json:"roles,omitempty"` // what roles are called here (inventory L11)
	ByCoordinator bool                  `json:"by_coordinator"`  // wijken have no ambassador: the coordinator answers for all
	Off           []Module              `json:"off,omitempty"`   // modules that are not used
	Deadlines     Deadlines             `json:"deadlines"`
	Routing       Routing               `json:"routing"`

	Theme Theme `json:"theme,omitempty"`
	Logo  Logo  `json:"logo"`

	Conditions  map[string]Condition `json:"conditions,omitempty"` // by an id of Conditions
	Controllers []Controller         `json:"controllers,omitempty"`
	Lists       map[string]Licensed  `json:"lists,omitempty"` // by the id of a list (package instrument)
}

// Licensed are the items of a list that others made, and the permission to show them (inventory K24 to K26).
type Licensed struct {
	Items []string `json:"items"`
	From  string   `json:"from"` // who gave it, and where that stands
	Day   string   `json:"day"`  // on which it was given: YYYY-MM-DD
}

// Label is the name of something in both languages. An empty one stands for the word of the product.
type Label struct {
	NL string `json:"nl"`
	EN string `json:"en"`
}

// in gives the label in a language.
func (l Label) in(lang string) string {
	if lang == "en" {
		return l.EN
	}
	return l.NL
}

// Words gives the texts that a network says in its own way, by id, for a printer of a language. role.contact is the role
// that people turn to in their wijk.
func (s Settings) Words(lang string) map[string]string {
	words := map[string]string{}
	say := func(id, text string) {
		if text != "" {
			words[id] = text
		}
	}
	for role, label := range s.Roles {
		say("role."+string(role), label.in(lang))
	}
	contact := access.Ambassador
	if s.ByCoordinator {
		contact = access.Coordinator
		say("role.contact", i18n.In(lang).T("role.coordinator"))
	}
	say("role.contact", s.Roles[contact].in(lang))
	return words
}

// Module is a part of the product that a network may leave out.
type Module string

// The modules. Guide and OfficeHours have pages now; of the others the choice is kept until they come.
const (
	Guide        Module = "guide"        // the directory on paper
	OfficeHours  Module = "office-hours" // when and where an ambassador can be met
	Volunteering Module = "volunteering" // wanting to help
	Sessions     Module = "sessions"     // telling groups about informal care
	Board        Module = "board"        // questions among professionals and volunteers
)

// Modules are all of them, with those that have pages first.
var Modules = []Module{Guide, OfficeHours, Volunteering, Sessions, Board}

// Has tells whether the network uses a module.
func (s Settings) Has(m Module) bool { return !slices.Contains(s.Off, m) }

// Deadlines are the working days within which people get an answer, unless they say weeks.
type Deadlines struct {
	Desk       int `json:"desk"`       // first answer of the information point
	Ambassador int `json:"ambassador"` // first answer of an ambassador
	Volunteer  int `json:"volunteer"`  // information about volunteering

	Organization int `json:"organization"` // answer of an organisation to a referral
	Update       int `json:"update"`       // weeks in which an organisation that looks for a volunteer tells how it goes
	Long         int `json:"long"`         // weeks above which waiting is long
}

// usual are the deadlines of a network that chose none.
var usual = Deadlines{Desk: 1, Ambassador: 2, Volunteer: 3, Organization: 5, Update: 3, Long: 8}

// Routing is where the information point passes questions on to, in a network whose coordinator does not answer for all.
type Routing struct {
	To           string `json:"to,omitempty"`      // one of Routes; "" = the ambassador of the wijk
	Support      string `json:"support,omitempty"` // name of the support point outside the teams (inventory L07)
	SupportEmail string `json:"support_email,omitempty"`
}

// The ways of passing on. The first is the usual one.
const (
	ToAmbassador   = ""
	ToSpecialist   = "specialist"    // in informal care, of the team in the area
	ToSupportPoint = "support-point" // outside the teams
)

// Routes are all of them.
var Routes = []string{ToAmbassador, ToSpecialist, ToSupportPoint}

// mostDays is the longest deadline, in working days.
const mostDays = 30

// whole gives the deadlines with the usual ones in the place of what is 0.
func (d Deadlines) whole() Deadlines {
	return Deadlines{cmp.Or(d.Desk, usual.Desk), cmp.Or(d.Ambassador, usual.Ambassador), cmp.Or(d.Volunteer, usual.Volunteer),
		cmp.Or(d.Organization, usual.Organization), cmp.Or(d.Update, usual.Update), cmp.Or(d.Long, usual.Long)}
}

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// The longest texts, in characters.
const (
	longName = 80   // of a network, an organisation, a role
	longText = 3000 // about us
)

// Check gives the problems that keep these settings from being used. Columns are the names of form fields; keys are
// ids of texts.
func (n Network) Check() error {
	var problems errs.Problems
	say := func(wrong bool, column, key, value string) {
		if wrong {
			problems = append(problems, errs.Problem{Column: column, Key: key, Value: value, Text: i18n.In("en").T(key, "Value", value)})
		}
	}
	s := n.Settings
	say(!slugForm.MatchString(n.Slug) || len(n.Slug) > 40, "slug", "networks.wrong.slug", n.Slug)
	say(strings.TrimSpace(s.Name) == "" || long(s.Name, longName), "name", "networks.wrong.name", s.Name)
	say(s.Email != "" && !isAddress(s.Email), "email", "networks.wrong.email", s.Email)
	say(s.Bank != "" && !isWebsite(s.Bank), "bank", "networks.wrong.website", s.Bank)
	say(long(s.Desk, longName), "desk", "networks.wrong.long", "")
	say(long(s.About, longText), "about", "networks.wrong.long", "")
	say(long(s.AboutEN, longText), "about_en", "networks.wrong.long", "")
	for role, label := range s.Roles {
		say(long(label.NL, longName) || long(label.EN, longName), "role-"+string(role), "networks.wrong.long", "")
	}
	for column, days := range map[string]int{"desk_days": s.Deadlines.Desk, "ambassador_days": s.Deadlines.Ambassador, "volunteer_days": s.Deadlines.Volunteer,
		"organization_days": s.Deadlines.Organization, "update_weeks": s.Deadlines.Update, "long_weeks": s.Deadlines.Long} {
		say(days < 0 || days > mostDays, column, "networks.wrong.days", strconv.Itoa(mostDays))
	}
	say(!slices.Contains(Routes, s.Routing.To), "route", "networks.wrong.route", "")
	say(s.Routing.To == ToSupportPoint && strings.TrimSpace(s.Routing.Support) == "", "support", "networks.wrong.support", "")
	say(long(s.Routing.Support, longName), "support", "networks.wrong.long", "")
	say(s.Routing.SupportEmail != "" && !isAddress(s.Routing.SupportEmail) || s.Routing.To == ToSupportPoint && s.Routing.SupportEmail == "",
		"support_email", "networks.wrong.email", s.Routing.SupportEmail)
	for i, c := range s.Controllers {
		say(c.Contact == "", "contact-"+strconv.Itoa(i), "networks.wrong.contact", c.Name)
		say(c.Does == "", "does-"+strconv.Itoa(i), "networks.wrong.does", c.Name)
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}

func long(text string, most int) bool { return len([]rune(text)) > most }

func isWebsite(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}

func isAddress(text string) bool {
	_, err := mail.ParseAddress(text)
	return err == nil
}
