package network

import (
	"fmt"
	"net/mail"
	"regexp"
	"strings"

	"samenspel/internal/errs"
)

// Network is one local network for informal care.
type Network struct {
	ID       string
	Slug     string // lower-case letters, digits and hyphens
	Host     string // host name of its own, or ""
	Settings Settings
	Version  int64
}

// Settings is what a network says about itself. Texts are Dutch unless the name says otherwise.
type Settings struct {
	Name    string   `json:"name"`     // on every page, such as "Samenspel Waterveen"
	Town    string   `json:"town"`     // such as "Waterveen"
	Motto   string   `json:"motto"`    // inventory M09
	Phone   string   `json:"phone"`    // of the information point
	Email   string   `json:"email"`    // of the information point
	Hours   string   `json:"hours"`    // when the information point answers
	Address string   `json:"address"`  // where to walk in, or ""
	About   string   `json:"about"`    // who we are
	AboutEN string   `json:"about_en"` // the same in English
	Popular []string `json:"popular"`  // searches offered on the first page
	Example bool     `json:"example"`  // made-up data: every page says so
}

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Check gives the problems that keep these settings from being used, each with what to do.
func (n Network) Check() error {
	var problems errs.Problems
	say := func(column, text string) { problems = append(problems, errs.Problem{Column: column, Text: text}) }
	if !slugForm.MatchString(n.Slug) || len(n.Slug) > 40 {
		say("slug", "use 1 to 40 lower-case letters, digits and single hyphens, such as waterveen")
	}
	if strings.TrimSpace(n.Settings.Name) == "" {
		say("name", "give the network a name")
	}
	if n.Settings.Email != "" {
		if _, err := mail.ParseAddress(n.Settings.Email); err != nil {
			say("email", fmt.Sprintf("%q is not an e-mail address", n.Settings.Email))
		}
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}
