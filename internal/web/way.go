package web

import (
	"slices"
	"strconv"

	"samenspel/internal/access"
	"samenspel/internal/i18n"
	"samenspel/internal/network"
	"samenspel/internal/people"
)

// wayPage is how a network works: who answers in a wijk, what roles are called, deadlines and modules.
type wayPage struct {
	layout
	Form    form
	Roles   []people.Role
	Modules []network.Module
}

// Usual gives what the product calls a role, whatever the network calls it.
func (p wayPage) Usual(role people.Role) string { return i18n.In(p.Lang()).T("role." + string(role)) }

func (s *Server) wayPage(v *visit, f form) wayPage {
	return wayPage{s.staffLayout(v, v.T("way.title")), f, append(slices.Clone(people.Assignable), access.Professional), network.Modules}
}

func (s *Server) way(v *visit) error {
	if err := access.Can(v.actor, access.Edit, access.Settings); err != nil {
		return err
	}
	n := v.Network.Settings
	f := fill("version", strconv.FormatInt(v.Network.Version, 10), "answers", "ambassador", "desk_days", strconv.Itoa(n.Deadlines.Desk),
		"ambassador_days", strconv.Itoa(n.Deadlines.Ambassador), "volunteer_days", strconv.Itoa(n.Deadlines.Volunteer),
		"organization_days", strconv.Itoa(n.Deadlines.Organization), "update_weeks", strconv.Itoa(n.Deadlines.Update), "long_weeks", strconv.Itoa(n.Deadlines.Long))
	f.values.Set("route", n.Routing.To)
	f.values.Set("support", n.Routing.Support)
	f.values.Set("support_email", n.Routing.SupportEmail)
	if n.ByCoordinator {
		f.values.Set("answers", "coordinator")
	}
	for role, label := range n.Roles {
		f.values.Set("role-"+string(role), label.NL)
		f.values.Set("role-en-"+string(role), label.EN)
	}
	for _, m := range network.Modules {
		if n.Has(m) {
			f.values.Set("module-"+string(m), "ja")
		}
	}
	return s.showStaff(v, "way", s.wayPage(v, f))
}

func (s *Server) saveWay(v *visit) error {
	if err := access.Can(v.actor, access.Edit, access.Settings); err != nil {
		return err
	}
	f, err := v.readForm()
	if err != nil {
		return err
	}
	n := v.Network
	n.Version = f.version()
	n.Settings.ByCoordinator = f.Is("answers", "coordinator")
	n.Settings.Routing = network.Routing{To: f.Get("route"), Support: f.Get("support"), SupportEmail: f.Get("support_email")}
	n.Settings.Deadlines = network.Deadlines{Desk: f.days(v, "desk_days"), Ambassador: f.days(v, "ambassador_days"), Volunteer: f.days(v, "volunteer_days"),
		Organization: f.days(v, "organization_days"), Update: f.days(v, "update_weeks"), Long: f.days(v, "long_weeks")}
	n.Settings.Roles, n.Settings.Off = map[access.Role]network.Label{}, nil
	for _, role := range append(slices.Clone(people.Assignable), access.Professional) {
		label := network.Label{NL: f.Get("role-" + string(role)), EN: f.Get("role-en-" + string(role))}
		if label != (network.Label{}) {
			n.Settings.Roles[role] = label
		}
	}
	for _, m := range network.Modules {
		if !f.Is("module-"+string(m), "ja") {
			n.Settings.Off = append(n.Settings.Off, m)
		}
	}
	if !f.Failed() {
		err = s.Networks.Change(v.r.Context(), v.actor, n)
	}
	if f.blame(v, err) || f.Failed() {
		return s.again(v, f, "way", s.wayPage(v, f))
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/werkwijze"))
}

// days reads a number of working days, at least one.
func (f form) days(v *visit, name string) int {
	n, err := strconv.Atoi(f.Get(name))
	if err != nil || n < 1 {
		f.Wrong[name] = v.T("way.wrong.days")
	}
	return n
}
