//go:build !race

package web_test

import (
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/casework"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/directory"
	"samenspel/internal/mail"
	"samenspel/internal/people"
	"samenspel/internal/referral"
)

// years is a small town in which people refer, answer, forget, leave and come back. Everything happens through pages, links
// of mails, replies and the clock.
type years struct {
	world
	t    *testing.T
	dice *rand.Rand
	did  map[string]int

	office *postOffice
	teams  [2]string
	last   bool // nobody refers any more, and everyone has time
}

// TestTwoYearsOfReferrals: 24 months with silence, mails that nobody understands, withdrawn consent, an ambassador who is
// away and one who leaves, organisations that merge and vanish, a machine that stops in the middle or is killed at night, and a
// mail server that is down for days; two teams discuss cases and look back on them, and the information point calls back. In
// the end every referral, need and question is closed, or has somebody who must do something by a day that is still to come,
// and every letter went out.
func TestTwoYearsOfReferrals(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("two years take a minute")
	}
	y := &years{newWorld(t), t, rand.New(rand.NewPCG(20261102, 7)), map[string]int{}, nil, [2]string{}, false} // #nosec G404 -- the same years each time
	y.opens(mail.Folder{Path: t.TempDir()})
	y.teams = [2]string{y.noordTeam(t), y.secondTeam()}
	next, token := y.successor()
	for day := range 730 {
		y.morning(day)
		switch day {
		case 120:
			y.must(y.here.People.Away(ctx, y.here.Operator, people.Absence{PersonID: y.persons[access.Ambassador], StandIn: people.Person{ID: y.persons[access.Coordinator]},
				Starts: y.here.Now(), Ends: y.here.Now().AddDate(0, 1, 0)}))
		case 250:
			y.organizations(func(tx *db.Tx, o map[string]string) error {
				return directory.SetSurvivors(ctx, tx, directory.OrganizationRecord, map[string]string{o["o5"]: o["o1"]})
			})
		case 400:
			y.organizations(func(tx *db.Tx, o map[string]string) error {
				return directory.Withdraw(ctx, tx, nil, []string{o["o2"]})
			})
		case 550:
			_, err := y.here.People.Handover(ctx, y.here.Operator, y.persons[access.Ambassador], next, y.here.Now(), referral.Mover, casework.Mover)
			y.must(err)
			y.tokens[access.Ambassador], y.persons[access.Ambassador] = token, next
		}
	}
	y.last = true
	for day := range 70 { // nobody refers any more
		y.morning(-1 - day)
	}
	today := calendar.Today(y.here.Now())
	page, err := y.here.Referral.Page(ctx, access.As(access.Coordinator, y.here.Network.ID), referral.All, "")
	y.must(err)
	for _, r := range page.Rows {
		if r.Responsible.ID == "" || r.Overdue(today) {
			t.Errorf("%s is %s, of %q, next %v, over after %v", r.Code, r.State, r.Responsible.Name, r.NextDay(), r.Due)
		}
	}
	if late := dbtest.Ask[string](t, y.here.DB, `select n.state || ' ' || cast(n.next_on as text) from case_need n join discussed_case c on c.network_id = n.network_id and c.id = n.case_id
		where c.team_id in ('`+y.teams[0]+`', '`+y.teams[1]+`') and n.ended_on is null and n.due_on < '`+today.Format(time.DateOnly)+`'`); len(late) > 0 {
		t.Errorf("needs of cases that are over time: %v", late)
	}
	if late := y.lateQuestions(today); len(late) > 0 {
		t.Errorf("questions that are over time, or of nobody: %v", late)
	}
	if left := dbtest.Ask[string](t, y.here.DB, `select state || ' ' || kind from job where network_id = '`+y.here.Network.ID+`' and state in ('running', 'failed') and id <> '`+y.ids["werk"]+`'`); len(left) > 0 {
		t.Errorf("work that nobody took over: %v", left)
	}
	if left := dbtest.Ask[string](t, y.here.DB, `select state || ' ' || kind from outbox where network_id = '`+y.here.Network.ID+`' and state <> 'sent' and kind <> 'sign-in'`); len(left) > 0 {
		t.Errorf("letters that did not go out: %v", left)
	}
	states := strings.Join(dbtest.Ask[string](t, y.here.DB, `select state || ' ' || cast(count(*) as text) from referral where network_id = '`+y.here.Network.ID+`' group by state order by state`), ", ")
	t.Logf("in the end: %s; what people did: %v", states, y.did)
	for _, want := range []string{"ask-back", "look-back", "reopen", "in the middle of something"} {
		if y.did[want] == 0 {
			t.Errorf("nobody did %q", want)
		}
	}
	for _, want := range []string{"completed", "failed", "declined", "withdrawn"} {
		if !strings.Contains(states, want) {
			t.Errorf("none ended %s", want)
		}
	}
}

// secondTeam makes another team in Noord.
func (y *years) secondTeam() string {
	tree, err := y.here.Places.Tree(ctx, y.here.Operator)
	y.must(err)
	noord, _ := tree.BySlug("noord")
	team, err := y.here.People.SaveTeam(ctx, y.here.Operator, people.Team{Name: "Wijkteam Noord", Kind: "sociaal", AreaID: noord.ID})
	y.must(err)
	return team
}

func (y *years) must(err error) {
	y.t.Helper()
	if err != nil {
		y.t.Fatal(err)
	}
}

func (y *years) organizations(change func(tx *db.Tx, ids map[string]string) error) {
	ids := map[string]string{}
	for _, line := range dbtest.Ask[string](y.t, y.here.DB, `select ref || ' ' || id from organization where network_id = '`+y.here.Network.ID+`'`) {
		ref, id, _ := strings.Cut(line, " ")
		ids[ref] = id
	}
	y.must(y.here.DB.In(ctx, y.here.Network.ID, func(tx *db.Tx) error { return change(tx, ids) }))
}

// morning lets a day begin: the job runs, and whoever works does something. Who is signed in stays so over the leap.
func (y *years) morning(day int) {
	*y.here.Later += 24 * time.Hour
	y.works(day)
	if !calendar.Office.Works(y.here.Now()) {
		return
	}
	y.must(y.here.DB.In(ctx, y.here.Network.ID, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `update account_session set seen_at = $2, idle_until = $3, ends_at = $3 where network_id = $1`, tx.Network, tx.Now, tx.Now.Add(12*time.Hour))
		return err
	}))
	if day >= 0 && y.dice.IntN(3) == 0 {
		y.refer()
	}
	if day >= 0 && y.dice.IntN(12) == 0 {
		y.asks()
	}
	if day >= 0 && day%28 == 1 {
		y.discusses(y.teams[day/28%2])
	}
	y.answersQuestions()
	for _, r := range y.open() {
		y.answers(r)
	}
	switch y.here.Now().Weekday() {
	case time.Tuesday:
		if y.last || y.dice.IntN(5) > 0 { // now and then there is no time
			y.visits(access.Ambassador, "mijn", "navragen")
			y.sheet(y.teams[0])
			y.sheet(y.teams[1])
		}
	case time.Friday:
		y.visits(access.Coordinator, "vast")
	}
}

// refer makes a referral, which the resident agrees to or not.
func (y *years) refer() {
	services := dbtest.Ask[string](y.t, y.here.DB, `select s.id from service s join organization o on o.network_id = s.network_id and o.id = s.organization_id
		where s.network_id = '`+y.here.Network.ID+`' and s.withdrawn_at is null and o.withdrawn_at is null and s.ref <> 's5' order by s.id`)
	form := url.Values{"need": {"gezelschap"}, "wijk": {"Noord"}, "when": {"now"}, "service": {services[y.dice.IntN(len(services))]}}
	answer := y.post(access.Ambassador, "/doorverwijzingen/nieuw", form)
	path := referralPath.FindString(answer.Header().Get("Location"))
	if path == "" {
		y.t.Fatalf("referring answers %d: %s", answer.Code, answer.Body)
	}
	y.do("refer")
	if y.dice.IntN(10) > 0 {
		y.form(access.Ambassador, path, "do", "send", "giver", "resident", "share", []string{"ja", ""}[y.dice.IntN(2)], "name", "Iemand", "phone", "099 000 00 44")
	}
}

func (y *years) do(what string) { y.did[what]++ }

// form sends a form of a page. What the page does not offer is refused, as it is to people.
func (y *years) form(role access.Role, page string, pairs ...string) {
	y.t.Helper()
	y.do(pairs[1])
	_, body := y.ask(role, http.MethodGet, page, nil)
	form := url.Values{}
	if found := versionOf.FindStringSubmatch(body); found != nil {
		form.Set("version", found[1])
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	if code, body := y.ask(role, http.MethodPost, page, form); code != http.StatusSeeOther {
		y.t.Errorf("%v at %s answers %d: %.2000s", pairs, page, code, body)
	}
}

// yearsRow is an open referral, as far as the dice need it.
type yearsRow struct {
	id    string
	state referral.State
}

// open gives the open referrals.
func (y *years) open() (all []yearsRow) {
	for _, line := range dbtest.Ask[string](y.t, y.here.DB, `select id || ' ' || state from referral where network_id = '`+y.here.Network.ID+`' and ended_at is null order by id`) {
		id, state, _ := strings.Cut(line, " ")
		all = append(all, yearsRow{id, referral.State(state)})
	}
	return all
}

// answers lets an organisation answer, or not: most days nothing happens.
func (y *years) answers(r yearsRow) {
	link := y.link(referral.PurposeAnswer, "/antwoord/", r.id, 0)
	later := y.here.Now().AddDate(0, 0, 20).Format(time.DateOnly)
	switch n := y.dice.IntN(1000); r.state {
	case referral.Sent, referral.Considering:
		switch {
		case n < 90:
			y.form(access.Visitor, link, "do", "accept")
		case n < 120:
			y.form(access.Visitor, link, "do", "decline", "reason", "no-room")
		case n < 140:
			y.form(access.Visitor, link, "do", "wait", "until", later)
		case n < 160:
			y.mail(r.id, "Ja, dat doen wij graag.")
		case n < 180:
			y.mail(r.id, "Wie is dit?")
		case n < 185:
			y.revoke(r.id)
		}
	case referral.Later:
		if n < 40 {
			y.form(access.Visitor, link, "do", "accept")
		}
	case referral.Accepted:
		switch {
		case n < 50:
			y.form(access.Visitor, link, "do", "start")
		case n < 80:
			y.form(access.Visitor, link, "do", "update")
		case n < 90:
			y.form(access.Visitor, link, "do", "fail", "reason", "no-volunteer")
		case n < 100:
			y.form(access.Visitor, y.link(referral.PurposeSignal, "/signaal/", r.id, 0), "text", "De deur bleef dicht.")
		case n < 104:
			y.revoke(r.id)
		}
	case referral.Started, referral.Active:
		switch {
		case n < 8:
			y.form(access.Visitor, link, "do", "complete", "result", "goal")
		case n < 12:
			y.form(access.Visitor, link, "do", "fail", "reason", "no-click")
		}
	}
}

// mail lets an organisation reply to the mail.
func (y *years) mail(id, text string) {
	y.do("mail")
	y.must(y.here.DB.In(ctx, y.here.Network.ID, func(tx *db.Tx) error {
		_, _, err := y.here.Referral.Replied(ctx, tx, id, referral.Reply{Mail: db.NewID(), Text: text, MayAnswer: true})
		return err
	}))
}

// revoke lets the resident take the consent back.
func (y *years) revoke(id string) {
	consent := dbtest.Ask[string](y.t, y.here.DB, `select id from consent where referral_id = '`+id+`' and withdrawn_at is null order by id`)
	if len(consent) > 0 {
		y.form(access.Coordinator, "/doorverwijzingen/"+id, "do", "revoke", "consent", consent[0])
	}
}

// visits lets somebody go through lists, as they stand on the page, and settle what is on them.
func (y *years) visits(role access.Role, lists ...string) {
	for _, list := range lists {
		_, body := y.ask(role, http.MethodGet, "/doorverwijzingen?lijst="+list, nil)
		for _, path := range referralPath.FindAllString(body, -1) {
			y.settle(role, path, list == "vast")
		}
	}
}

// settle does what the page of a referral asks for. stuck is for the coordinator, who ends what nobody answers.
func (y *years) settle(role access.Role, path string, stuck bool) {
	_, body := y.ask(role, http.MethodGet, path, nil)
	has := func(text string) bool { return strings.Contains(body, text) }
	if has(`value="answer-signal"`) {
		id := dbtest.Ask[string](y.t, y.here.DB, `select id from referral_signal where referral_id = '`+strings.TrimPrefix(path, "/doorverwijzingen/")+`' and answered_at is null order by id`)[0]
		y.form(role, path, "do", "answer-signal", "signal", id, "answer", "Wij bellen vandaag.")
	}
	switch {
	case has(`name="outcome" value="started"`):
		outcome := []string{"started", "not-yet", "not-going"}[y.dice.IntN(3)]
		if stuck && outcome == "not-yet" {
			outcome = "not-going"
		}
		y.form(role, path, "do", "look-back", "outcome", outcome, "reason", map[string]string{"not-going": "other-help"}[outcome])
	case has(`value="stop"`):
		y.form(role, path, "do", "stop")
	case stuck && has(`value="fail"`):
		y.form(role, path, "do", "fail", "reason", "no-volunteer")
	case stuck && has(`value="decline"`):
		y.form(role, path, "do", "decline", "reason", "other")
	case stuck && has(`value="withdraw"`):
		y.form(role, path, "do", "withdraw", "reason", "other")
	case stuck && has(`value="complete"`):
		y.form(role, path, "do", "complete", "result", "stopped")
	case has(`value="send"`) && y.dice.IntN(2) == 0:
		y.form(role, path, "do", "send", "giver", "representative")
	}
}
