package casework

import (
	"context"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/people"
)

// Store keeps cases.
type Store struct {
	db  *db.DB
	key []byte
}

// NewStore gives the store on d. The key is for the links in letters to professionals.
func NewStore(d *db.DB, key []byte) *Store { return &Store{d, key} }

const cases = `select c.id, c.code, c.words, c.team_id, coalesce(c.area_id, ''), c.own_network, c.carer, c.level, c.level_after, c.accent, c.professional, c.owner_id, c.opened_on, c.ended_at, c.erased, c.rounded, c.version
	from discussed_case c where c.network_id = $1`

func readCase(scan db.Scan) (c Case, err error) {
	return c, scan(&c.ID, &c.Code, &c.Words, &c.Team, &c.Area, &c.OwnNetwork, &c.Carer, &c.Level, &c.LevelAfter, &c.Accent, &c.Professional, &c.Owner, &c.Opened, &c.Ended, &c.Erased, &c.Rounded, &c.Version)
}

const needColumns = `n.id, n.case_id, n.place, n.help, n.audience, n.ages, n.aim, n.text, n.services, n.helped_before, n.helps_now, n.moment, n.from_team, n.own_answers, n.state, n.fit, n.reason, n.wanted,
	n.owner_id, n.began_on, n.next_on, n.due_on, n.reminded_at, n.escalated_at, n.opened_on, n.agreed_on, n.outcome, n.ended_on, n.lead_days`

const needs = `select ` + needColumns + ` from case_need n where n.network_id = $1`

func (n *Need) fields() []any {
	return []any{&n.ID, &n.Case, &n.Place, &n.Help, &n.Audience, &n.Ages, &n.Aim, &n.Text, db.FromJSON(&n.Services), &n.Before, &n.Now, &n.Said.Moment, &n.Named, db.FromJSON(&n.Own), &n.State, &n.Fit, &n.Reason, &n.When,
		&n.Owner, &n.Began, &n.Next, &n.Due, &n.Reminded, &n.Escalated, &n.Opened, &n.Agreed, &n.Outcome, &n.Ended, &n.Lead}
}

func readNeed(scan db.Scan) (n Need, err error) { return n, scan(n.fields()...) }

const actions = `select a.id, a.case_id, a.text, a.owner_id, a.began_on, a.next_on, a.due_on, a.reminded_at, a.escalated_at, a.result, a.ended_on
	from case_action a where a.network_id = $1`

func readAction(scan db.Scan) (a Action, err error) {
	return a, scan(&a.ID, &a.Case, &a.Text, &a.Owner, &a.Began, &a.Next, &a.Due, &a.Reminded, &a.Escalated, &a.Result, &a.Ended)
}

func readEvent(scan db.Scan) (e Event, err error) {
	return e, scan(&e.At, &e.Need, &e.Person, &e.Act, &e.State, &e.Reason)
}

// may tells whether the actor may do this to a case. Whoever may read only, in the own team, reads what is open.
func may(actor access.Actor, action access.Action, c Case) error {
	if err := access.Can(actor, action, access.Cases, c.at()); err != nil || action == access.Edit || c.Open() {
		return err
	}
	if access.Can(actor, access.Read, access.Cases) == nil { // the whole network
		return nil
	}
	return access.Can(actor, access.Edit, access.Cases, c.at())
}

func (c Case) at() access.At { return access.At{ID: c.ID, Area: c.Area, Team: c.Team, Person: c.Owner} }

// texts tells whether the actor may read the texts of a case. A glass that was broken for its code lets a coordinator.
func texts(actor access.Actor, c Case) bool {
	at := c.at()
	at.ID = c.Code
	return access.Can(actor, access.Read, access.CaseTexts, at) == nil
}

// one gives a case that the actor may do this to. Another one is NotFound for whoever has no right to any.
func one(ctx context.Context, tx *db.Tx, actor access.Actor, action access.Action, id string) (Case, error) {
	if _, err := access.Reach(actor, action, access.Cases); err != nil {
		return Case{}, err
	}
	c, err := db.One(ctx, tx, readCase, cases+` and c.id = $2`, tx.Network, id)
	if err != nil {
		return c, err
	}
	return c, may(actor, action, c)
}

func needsOf(ctx context.Context, tx *db.Tx, id string) ([]Need, error) {
	return db.All(ctx, tx, readNeed, needs+` and n.case_id = $2 order by n.place`, tx.Network, id)
}

func insertCase(ctx context.Context, tx *db.Tx, c Case) error {
	_, err := tx.Exec(ctx, `insert into discussed_case (network_id, id, code, words, team_id, area_id, own_network, carer, level, accent, professional, owner_id, opened_on, erased, rounded, version)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1)`,
		tx.Network, c.ID, c.Code, c.Words, c.Team, areaColumn(c.Area), c.OwnNetwork, c.Carer, c.Level, c.Accent, c.Professional, c.Owner, c.Opened, false, false)
	return err
}

func areaColumn(id string) any {
	if id == "" {
		return nil
	}
	return id
}

// updateCase writes a case that was read with a version. When another change came first it is a Conflict.
func updateCase(ctx context.Context, tx *db.Tx, c Case) error {
	return db.Changed(tx.Exec(ctx, `update discussed_case set words = $4, own_network = $5, carer = $6, level = $7, opened_on = $8, ended_at = $9, rounded = $10, erased = $11, professional = $12, accent = $13, level_after = $14,
		version = version + 1 where network_id = $1 and id = $2 and version = $3`,
		tx.Network, c.ID, c.Version, c.Words, c.OwnNetwork, c.Carer, c.Level, c.Opened, c.Ended, c.Rounded, c.Erased, c.Professional, c.Accent, c.LevelAfter))
}

// putNeeds writes needs, new and known ones.
func putNeeds(ctx context.Context, tx *db.Tx, all ...Need) error {
	rows := make([][]any, len(all))
	for i, n := range all {
		if n.Services == nil {
			n.Services = []string{}
		}
		if n.Own == nil {
			n.Own = map[string]string{}
		}
		rows[i] = []any{tx.Network, n.ID, n.Case, n.Place, n.Help, n.Audience, n.Ages, n.Aim, n.Text, db.JSON(n.Services), string(n.Before), string(n.Now), n.Moment, n.Named, db.JSON(n.Own), string(n.State), string(n.Fit), n.Reason, string(n.When),
			n.Owner, n.Began, n.Next, n.Due, n.Reminded, n.Escalated, n.Opened, n.Agreed, string(n.Outcome), n.Ended, n.Lead}
	}
	return tx.Repeat(ctx, `insert into case_need (network_id, id, case_id, place, help, audience, ages, aim, text, services, helped_before, helps_now, moment, from_team, own_answers, state, fit, reason, wanted,
			owner_id, began_on, next_on, due_on, reminded_at, escalated_at, opened_on, agreed_on, outcome, ended_on, lead_days)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30)
		on conflict (network_id, id) do update set help = excluded.help, audience = excluded.audience, ages = excluded.ages, aim = excluded.aim, text = excluded.text, services = excluded.services,
			helped_before = excluded.helped_before, helps_now = excluded.helps_now, moment = excluded.moment, from_team = excluded.from_team, own_answers = excluded.own_answers,
			state = excluded.state, fit = excluded.fit, reason = excluded.reason, wanted = excluded.wanted, owner_id = excluded.owner_id, began_on = excluded.began_on,
			next_on = excluded.next_on, due_on = excluded.due_on, reminded_at = excluded.reminded_at, escalated_at = excluded.escalated_at, opened_on = excluded.opened_on,
			agreed_on = excluded.agreed_on, outcome = excluded.outcome, ended_on = excluded.ended_on, lead_days = excluded.lead_days`, rows)
}

const insertEvent = `insert into case_event (network_id, case_id, id, at, need_id, person_id, act, state, reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`

// happened writes events of a case, and a line in the trace for each kind. The reason of an event is not in the trace,
// which holds no texts.
func happened(ctx context.Context, tx *db.Tx, actor access.Actor, id string, events ...Event) error {
	var rows [][]any
	var acts []Act
	for _, e := range events {
		rows = append(rows, []any{tx.Network, id, db.NewID(), tx.Now, e.Need, actor.Person, string(e.Act), string(e.State), e.Reason})
		if !slices.Contains(acts, e.Act) {
			acts = append(acts, e.Act)
		}
	}
	if err := tx.Repeat(ctx, insertEvent, rows); err != nil {
		return err
	}
	for _, act := range acts {
		if err := audit.Write(ctx, tx, actor, audit.Act{Action: string(act), Object: access.Cases, ID: id}); err != nil {
			return err
		}
	}
	return nil
}

// Detail is a case with everything that belongs to it. Texts are "" for whoever may not read them.
type Detail struct {
	Case
	Needs       []Need   // in order
	Actions     []Action // by day
	Events      []Event  // oldest first
	Responsible people.Person
	Form        Form // what the network asks of its own
	Texts       bool // the actor may read them
	Today       time.Time
}

// Case gives a case, and leaves a line in the trace.
func (s *Store) Case(ctx context.Context, actor access.Actor, id string) (d Detail, err error) {
	defer errs.Wrap(&err, "casework.Case(%q)", id)
	return d, s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		c, err := one(ctx, tx, actor, access.Read, id)
		if err != nil {
			return err
		}
		if d, err = detail(ctx, tx, actor, c); err != nil {
			return err
		}
		purpose := "without texts"
		if d.Texts {
			purpose = "texts"
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Cases, ID: id, Purpose: purpose})
	})
}

func detail(ctx context.Context, tx *db.Tx, actor access.Actor, c Case) (d Detail, err error) {
	d = Detail{Case: c, Texts: texts(actor, c), Today: dayOf(tx)}
	duty, err := people.LoadDuty(ctx, tx)
	if err != nil {
		return d, err
	}
	d.Responsible = responsible(duty, c.Owner, c.Area)
	if d.Form, err = loadForm(ctx, tx); err != nil {
		return d, err
	}
	if d.Needs, err = needsOf(ctx, tx, c.ID); err != nil {
		return d, err
	}
	if d.Actions, err = db.All(ctx, tx, readAction, actions+` and a.case_id = $2 order by a.next_on, a.id`, tx.Network, c.ID); err != nil {
		return d, err
	}
	d.Events, err = db.All(ctx, tx, readEvent, `select at, need_id, person_id, act, state, reason from case_event where network_id = $1 and case_id = $2 order by id`, tx.Network, c.ID)
	if !d.Texts {
		d.hide()
	}
	return d, err
}

// hide takes the texts out, and who the professional is.
func (d *Detail) hide() {
	d.Professional = ""
	for i := range d.Needs {
		d.Needs[i].Text = ""
	}
	for i := range d.Actions {
		d.Actions[i].Text = ""
	}
	for i := range d.Events {
		d.Events[i].Reason = ""
	}
}

// responsible gives who must do something now about what belongs to a person in an area: that person or the stand-in; who
// the area belongs to when that person has no task any more.
func responsible(duty people.Duty, owner, area string) people.Person {
	if who, ok := duty.Known(owner); ok {
		return duty.Present(who)
	}
	return duty.Nearest(area)
}

// Teams gives the teams about whose cases the actor may do this, by name.
func (s *Store) Teams(ctx context.Context, actor access.Actor, action access.Action) (all []people.Team, err error) {
	defer errs.Wrap(&err, "casework.Teams")
	if _, err := access.Reach(actor, action, access.Cases); err != nil {
		return nil, err
	}
	return all, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		duty, err := people.LoadDuty(ctx, tx)
		for _, team := range duty.Teams {
			at := access.At{Team: team.ID}
			if around, ok := duty.Tree.WijkOf(team.AreaID); ok {
				at.Area = around.ID
			}
			if access.Can(actor, action, access.Cases, at) == nil {
				team.Members = nil
				all = append(all, team)
			}
		}
		return err
	})
}

// dayOf gives the day that it is for a transaction.
func dayOf(tx *db.Tx) time.Time { return calendar.Today(tx.Now) }

// teamOf gives a team, with the wijk of a case of it: the area that was chosen, never smaller than a wijk, or that of the
// team. Another team is a Problem.
func teamOf(duty people.Duty, team, area string) (wijk string, err error) {
	i := slices.IndexFunc(duty.Teams, func(t people.Team) bool { return t.ID == team })
	if i < 0 {
		return "", errs.Problems{{Column: "team", Key: "casework.wrong.team", Text: "casework.wrong.team"}}
	}
	if area == "" {
		area = duty.Teams[i].AreaID
	}
	if area == "" {
		return "", nil
	}
	if around, ok := duty.Tree.WijkOf(area); ok {
		return around.ID, nil
	}
	if _, ok := duty.Tree.Get(area); !ok {
		return "", errs.Problems{{Column: "area", Key: "casework.wrong.area", Text: "casework.wrong.area"}}
	}
	return area, nil
}
