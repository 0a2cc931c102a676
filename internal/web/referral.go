package web

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/desk"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/i18n"
	"samenspel/internal/places"
	"samenspel/internal/referral"
)

// The pages of this file are the lists of referrals and the page of one. What can be done with one stands in
// referral_act.go, what is behind the links of mails in referral_link.go.

// referralLists are the lists as they stand in addresses.
var referralLists = []struct {
	name string
	list referral.List
}{{"mijn", referral.Mine}, {"binnen", referral.Inbox}, {"navragen", referral.Looks}, {"vast", referral.Stuck}, {"alle", referral.All}, {"klaar", referral.Ended}}

// referralsPage is a list of referrals.
type referralsPage struct {
	layout
	Tabs   []queueTab
	Rows   []referralRow
	Next   string // address of the next page, or ""
	Makes  bool   // may make one
	All    bool   // may see all, and the report
	Used   []referral.Used
	Demand []demandLine // on the list of an organisation
}

// referralRow is a referral in a list.
type referralRow struct {
	referral.Row
	Path    string
	Needed  string // the need in words
	Wijk    string
	Day     string // what the next day is, in words
	Who     string // has it
	Since   string // when it got stuck, or ""
	Overdue bool
	Once    *oneKey // what can be done about it from the list, or nil
}

// oneKey is what can be done about a referral in a list with one key.
type oneKey struct {
	Post, Stamp, About string
	Act                referral.Act
	Phone              string // of whom to call, or ""
}

// oneKey gives the one thing to do about what is stuck: ask again, or stop when the answer was no.
func (r referralRow) oneKey() *oneKey {
	act := referral.Again
	if r.State == referral.Declined || r.State == referral.Failed {
		act = referral.Stop
	}
	return &oneKey{r.Path, strconv.FormatInt(r.Version, 10), r.Needed + ", " + r.Name, act, r.Phone}
}

func (s *Server) referrals(v *visit) error {
	within, err := access.Reach(v.actor, access.Read, access.Referrals)
	if err != nil {
		return err
	}
	name, list := v.r.URL.Query().Get("lijst"), referral.Mine
	if len(within.Organizations) > 0 && name == "" {
		name = "binnen"
	}
	for _, l := range referralLists {
		if l.name == name {
			list = l.list
		}
	}
	p, err := s.Referral.Page(v.r.Context(), v.actor, list, v.r.URL.Query().Get("na"))
	if err != nil {
		return err
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	page := referralsPage{layout: s.staffLayout(v, v.T("referral.title")), Makes: access.Any(v.actor, access.Edit, access.Referrals), All: within.All}
	for _, l := range referralLists {
		if l.list != referral.Inbox || len(within.Organizations) > 0 {
			page.Tabs = append(page.Tabs, queueTab{Path: v.URL("/doorverwijzingen", "lijst", l.name), Label: v.T("referral.list." + string(l.list)), Here: l.list == list})
		}
	}
	for _, r := range p.Rows {
		row := v.referralRow(tree, r, p.Today, v.URL("/doorverwijzingen/"+r.ID))
		if list == referral.Stuck {
			row.Once = row.oneKey()
		}
		page.Rows = append(page.Rows, row)
	}
	if p.Next != "" {
		page.Next = v.URL("/doorverwijzingen", "lijst", name, "na", p.Next)
	}
	if list == referral.Inbox {
		if page.Demand, err = s.demand(v, within.Organizations); err != nil {
			return err
		}
	}
	if list == referral.Ended {
		if page.Used, err = s.Referral.Used(v.r.Context(), v.actor); err != nil {
			return err
		}
	}
	return s.showStaff(v, "referrals", page)
}

// needWords gives a kind of help in the language of a page.
func (v *visit) needWords(code string) string {
	term, _ := directory.Taxonomy().Needs.Find(code)
	return cmp.Or(term.Label(v.Lang()), code)
}

func (v *visit) referralRow(tree places.Tree, r referral.Row, today time.Time, path string) referralRow {
	area, _ := tree.Get(r.Area)
	row := referralRow{Row: r, Path: path, Needed: v.needWords(r.Need), Wijk: area.Name, Day: v.referralDay(r.Referral), Who: v.holder(r, today), Overdue: r.Overdue(today)}
	if r.Open() && r.Returned != nil {
		row.Since = v.Date(calendar.Today(*r.Returned))
	} else if row.Overdue {
		row.Since = v.Date(r.NextDay())
	}
	return row
}

// holder says who has a referral now.
func (v *visit) holder(r referral.Row, today time.Time) string {
	switch by := r.Turn(today); {
	case !r.Open():
		return ""
	case by == referral.ByOrganization:
		return r.Name
	case by == referral.ByProfessional && r.Referrer != "":
		return cmp.Or(r.Professional.Name, r.Professional.Email)
	}
	return r.Responsible.Name
}

// referralDay says what must happen when.
func (v *visit) referralDay(r referral.Referral) string {
	switch {
	case !r.Open() && r.Reason != "" && r.State != referral.Completed:
		return v.T("referral.reason." + r.Reason)
	case !r.Open() && r.Result != "":
		return v.T("referral.result." + r.Result)
	case !r.Open():
		return ""
	case r.Looking() && r.LookNext.Before(r.Next):
		return v.T("referral.day.look", "Day", v.Date(*r.LookNext))
	}
	return v.T("referral.day."+string(r.State), "Day", v.Date(r.Next))
}

// referralsOf fills in what became of a question by referring.
func (s *Server) referralsOf(v *visit, page *enquiryPage, today time.Time) error {
	if !access.Any(v.actor, access.Read, access.Referrals) {
		return nil
	}
	page.Refers = page.Edit && page.Can(desk.Refer) && access.Any(v.actor, access.Edit, access.Referrals)
	rows, err := s.Referral.CameFrom(v.r.Context(), v.actor, referral.FromEnquiry, page.ID)
	for _, r := range rows {
		page.Sent = append(page.Sent, v.referralRow(page.Post.Tree, r, today, v.URL("/doorverwijzingen/"+r.ID)))
	}
	return err
}

// referralTodos gives what waits for this person among referrals, for the page of the week.
func (s *Server) referralTodos(v *visit) (lines []todo, err error) {
	if !access.Any(v.actor, access.Read, access.Referrals) {
		return nil, nil
	}
	rows, today, err := s.Referral.Due(v.r.Context(), v.actor)
	for _, r := range rows {
		key := "week.referral." + string(r.State)
		if r.Looking() && !r.LookNext.After(today) {
			key = "week.referral.look"
		}
		day := r.NextDay()
		lines = append(lines, todo{Text: v.T(key, "Need", v.needWords(r.Need), "Name", r.Name), Day: &day, Who: v.me.Name, Path: v.URL("/doorverwijzingen/" + r.ID)})
	}
	return lines, err
}

// referralPage is one referral with all that can be done with it, for staff and behind the link of an organisation.
type referralPage struct {
	layout
	referral.Detail
	Form     form
	Act      string // what was tried, when something is wrong with it
	Post     string // where forms go
	Needed   string
	Wijk     string
	Day      string
	Who      string
	Late     bool
	Past     []eventRow
	Fits     []card // look-alikes of what was declined
	Found    *referral.Contact
	ForNotes string // address for a volunteer
	Linked   bool   // behind a link: nobody is signed in
	Tomorrow string
}

// Stamp is the version for forms.
func (p referralPage) Stamp() string { return strconv.FormatInt(p.Version, 10) }

// Codes gives the choices of a field, in words.
func (p referralPage) Codes(field string) []tick {
	codes := map[string][]string{"decline": referral.Reasons[referral.Declined], "fail": referral.Reasons[referral.Failed], "withdraw": referral.Reasons[referral.Withdrawn],
		"result": referral.Results, "stepped": plainCodes(referral.SteppedAnswers), "giver": plainCodes(referral.Givers)}[field]
	key := "referral.reason."
	if slices.Contains([]string{"result", "stepped", "giver"}, field) {
		key = "referral." + field + "."
	}
	all := make([]tick, len(codes))
	for i, code := range codes {
		all[i] = tick{code, p.T(key + code), p.Form.Is(field, code)}
	}
	return all
}

// Ours tells whether who looks is of the sending side.
func (p referralPage) Ours() bool { return p.By != referral.ByOrganization }

// Took says in how many working days the organisation answered, or "".
func (p referralPage) Took() string {
	if days, ok := p.AnsweredIn(); ok {
		return workdays(p.Printer, days)
	}
	return ""
}

// workdays says how many working days something took.
func workdays(p *i18n.Printer, n int) string {
	if n == 0 {
		return p.T("referral.sameday")
	}
	return p.T("referral.days", "Count", n)
}

// Waits tells whether whose turn it is can be asked again.
func (p referralPage) Waits() bool { return p.Stuck(p.Today) && p.May(referral.Again) }

// taskField is a field of who does what.
type taskField struct{ Name, Value, Wrong string }

// Dividing gives the fields of who does what.
func (p referralPage) Dividing() (all []taskField) {
	for _, f := range []taskField{{Name: "professional", Value: p.Tasks.Professional}, {Name: "volunteer", Value: p.Tasks.Volunteer}, {Name: "network", Value: p.Tasks.Network}} {
		if p.Form.Is("do", string(referral.Divide)) {
			f.Value, f.Wrong = p.Form.Get(f.Name), p.Form.Wrong[f.Name]
		}
		all = append(all, f)
	}
	return all
}

// SharesTasks tells whether the organisation may read who does what.
func (p referralPage) SharesTasks() bool {
	return slices.ContainsFunc(p.Consents, func(c referral.Consent) bool { return c.Item == referral.ItemTasks && c.Holds(p.Now) })
}

// Wifa gives the parts of the card about working with volunteers.
func (referralPage) Wifa() []string { return []string{"w", "i", "f", "a"} }

// Undoes tells whether the answer can be taken back now.
func (p referralPage) Undoes() bool { return p.Undoable(p.Now) && p.May(referral.Undo) }

// Answers tells whether the organisation was asked and can answer, or change its answer.
func (p referralPage) Answers() bool { return p.May(referral.Accept) || p.May(referral.Decline) }

func (s *Server) referral(v *visit) error {
	page, err := s.referralPage(v, v.r.PathValue("id"), fill())
	if err != nil {
		return err
	}
	return s.showStaff(v, page.template(), page)
}

// template is the page for a side.
func (p referralPage) template() string {
	if p.Ours() {
		return "referral"
	}
	return "referral-answer"
}

func (s *Server) referralPage(v *visit, id string, f form) (page referralPage, err error) {
	d, err := s.Referral.Get(v.r.Context(), v.actor, id)
	if err != nil {
		return page, err
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return page, err
	}
	row := v.referralRow(tree, d.Row, d.Today, "")
	page = referralPage{layout: s.staffLayout(v, v.T("referral.one", "Code", d.Code)), Detail: d, Form: f, Post: v.URL("/doorverwijzingen/" + id), Needed: row.Needed, Wijk: row.Wijk,
		Day: row.Day, Who: row.Who, Late: row.Overdue, Tomorrow: d.Today.AddDate(0, 0, 1).Format(time.DateOnly)}
	if !page.Ours() {
		page.Title = v.T("referral.for", "Name", d.Name)
	}
	if d.Running() {
		page.ForNotes = s.origin(v.r) + v.URL("/signaal/"+id+"/"+s.Referral.Token(v.Network.ID, referral.PurposeSignal, id, 0))
	}
	for _, e := range d.Alike {
		page.Fits = append(page.Fits, s.card(v, tree, e))
	}
	names, err := s.namesFor(v)
	for _, e := range d.Events {
		page.Past = append(page.Past, v.referralEvent(e, names))
	}
	return page, err
}

// namesFor gives the names of colleagues for who may see them.
func (s *Server) namesFor(v *visit) (map[string]string, error) {
	if access.Can(v.actor, access.Read, access.Staff) != nil {
		return nil, nil
	}
	return s.People.Names(v.r.Context(), v.actor)
}

// referralEvent puts something that happened in words.
func (v *visit) referralEvent(e referral.Event, names map[string]string) eventRow {
	by := cmp.Or(names[e.Person], v.T("referral.side."+string(e.Side)))
	row := eventRow{When: v.moment(e.At), Text: v.T("referral.act."+string(e.Act)) + " (" + by + ")", Reason: e.Reason}
	for _, key := range []string{"referral.reason.", "referral.outcome.", "referral.result.", "referral.stepped.", "consent.item."} {
		if said := v.T(key + e.Reason); e.Reason != "" && said != key+e.Reason {
			row.Reason = said
		}
	}
	return row
}

// paperPage is a referral on paper: what the resident can choose, or what was agreed.
type paperPage struct {
	layout
	referral.Detail
	Needed  string
	Wijk    string
	Choices []card
	Given   []consentRow
}

// consentRow is a consent in words.
type consentRow struct {
	referral.Consent
	Says, Until, By string
	Version         string // of the words, and from when it is used
	Holds           bool
}

func (s *Server) paper(v *visit) (page paperPage, err error) {
	d, err := s.Referral.Get(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err == nil && d.By == referral.ByOrganization {
		err = errs.NotFound
	}
	if err != nil {
		return page, err
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	area, _ := tree.Get(d.Area)
	return paperPage{layout: s.staffLayout(v, ""), Detail: d, Needed: v.needWords(d.Need), Wijk: area.Name, Given: v.consents(d)}, err
}

// consents puts what the resident agreed to in words.
func (v *visit) consents(d referral.Detail) (all []consentRow) {
	for _, c := range d.Consents {
		all = append(all, consentRow{c, v.T("consent.say."+string(c.Item), "Name", d.Name), v.Date(c.Until), v.T("referral.giver." + string(c.Giver)),
			v.T("consent.version", "N", c.Form, "Day", v.Date(referral.FormFrom(c.Form))), c.Holds(d.Now)})
	}
	return all
}

// AllConsents gives what the resident agreed to, in words, with what was withdrawn.
func (p referralPage) AllConsents() []consentRow {
	return (&visit{site: p.site}).consents(p.Detail)
}

// choiceSheet is for the resident: what there is, how it differs, how long it may take, and that they choose.
func (s *Server) choiceSheet(v *visit) error {
	page, err := s.paper(v)
	if err != nil {
		return err
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	e, err := s.Directory.EntryByID(v.r.Context(), v.actor, page.Service)
	if err != nil {
		return err
	}
	alike, err := s.lookAlikes(v, tree, e, true)
	if err != nil {
		return err
	}
	for _, e := range append([]directory.Entry{e}, alike...) {
		page.Choices = append(page.Choices, s.card(v, tree, e))
	}
	page.Title = v.T("choice.title")
	return s.showStaff(v, "choice", page)
}

// consentSheet is the copy for the resident of what was agreed and shared.
func (s *Server) consentSheet(v *visit) error {
	page, err := s.paper(v)
	if err != nil {
		return err
	}
	page.Title = v.T("consent.title")
	return s.showStaff(v, "consent", page)
}
