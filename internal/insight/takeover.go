package insight

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/casework"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/measure"
	"samenspel/internal/people"
	"samenspel/internal/privacy"
)

// Takeover is what came of taking over a list.
type Takeover struct {
	Cases int    `json:"cases"` // that are new
	Needs int    `json:"needs"` // of those
	Known int    `json:"known"` // cases that were taken over before; they stay as they are
	Codes []Code `json:"codes"` // of the new cases, in the order of the list: said once
}

// Code is the old code of a case and its own.
type Code struct {
	Old string `json:"old"`
	New string `json:"new"`
}

// TakeOver takes over cases of a list. Those that were taken over before stay as they are. A dry run writes nothing.
func (s *Store) TakeOver(ctx context.Context, actor access.Actor, cases []Taken, dry bool) (t Takeover, err error) {
	defer errs.Wrap(&err, "insight.TakeOver")
	if err := access.Can(actor, access.Edit, access.Figures); err != nil {
		return t, err
	}
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		t = Takeover{}
		names, err := namesOf(ctx, tx)
		if err != nil {
			return err
		}
		known, err := db.All(ctx, tx, db.Value[string], `select hash from past_code where network_id = $1 order by hash`, tx.Network)
		if err != nil {
			return err
		}
		var codes, rows, needs [][]any
		for _, c := range cases {
			old := s.hash(tx.Network, c.Old)
			if _, found := slices.BinarySearch(known, old); found {
				t.Known++
				continue
			}
			id, code := db.IDFor("past", tx.Network, old), casework.NewCode()
			t.Codes = append(t.Codes, Code{c.Old, code})
			rows = append(rows, []any{tx.Network, id, code, month(c.First), names.of(c.Team), names.of(c.Area), c.Asker, tx.Now})
			codes, needs = append(codes, []any{tx.Network, old}), append(needs, needRows(tx.Network, id, c, names)...)
		}
		t.Cases, t.Needs = len(rows), len(needs)
		if dry || len(rows) == 0 {
			t.Codes = nil
			return nil
		}
		if err := tx.Insert(ctx, `insert into past_case (network_id, id, code, month, team, area, asker, taken_at)`, "", rows); err != nil {
			return err
		}
		if err := tx.Insert(ctx, `insert into past_code (network_id, hash)`, "", codes); err != nil {
			return err
		}
		if err := tx.Insert(ctx, `insert into past_need (network_id, case_id, place, help, fit, organization, passed, active, passed_days, active_days, stepped, reason)`, "", needs); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "import", Object: access.Figures, Purpose: "cases"})
	})
	if err != nil || t.Cases == 0 || dry {
		return t, err
	}
	return t, s.Refresh(ctx, actor.Network)
}

func needRows(network, id string, c Taken, names names) (rows [][]any) {
	for i, n := range c.Needs {
		rows = append(rows, []any{network, id, i + 1, n.Help, string(n.Fit), names.of(n.Organization), n.Passed != nil, n.Active != nil,
			c.after(n.Passed), c.after(n.Active), string(n.step()), n.Reason})
	}
	return rows
}

// hash gives what is kept of a code of an old list: enough to know it again, nothing to read it from.
func (s *Store) hash(network, old string) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(network + " " + strings.ToLower(old)))
	return hex.EncodeToString(mac.Sum(nil))
}

// names gives the ids of teams, areas and organisations by their names in lower case.
type names map[string]string

// of gives the id of a name. What is not known here is kept by its name.
func (n names) of(name string) string {
	if id, ok := n[strings.ToLower(name)]; ok {
		return id
	}
	return name
}

func namesOf(ctx context.Context, tx *db.Tx) (names, error) {
	duty, err := people.LoadDuty(ctx, tx)
	if err != nil {
		return nil, err
	}
	all := names{}
	for _, a := range duty.Tree.Areas() {
		all[strings.ToLower(a.Name)] = a.ID
	}
	for _, t := range duty.Teams {
		all[strings.ToLower(t.Name)] = t.ID
	}
	return all, nil
}

// pastMeasured gives what is counted of cases that were taken over: of all, or of those with these ids.
func pastMeasured(ctx context.Context, tx *db.Tx, ids []string, each func(measure.Case)) error {
	where, args := "", []any{tx.Network}
	if ids != nil {
		if len(ids) == 0 {
			return nil
		}
		for _, id := range ids {
			args = append(args, id)
		}
		where = ` and c.id in (` + db.Marks(2, len(ids)) + `)`
	}
	var now measure.Case
	err := db.Each(ctx, tx, func(scan db.Scan) error {
		var c measure.Case
		var fit casework.Fit
		n := measure.NewNeed("")
		if err := scan(&c.ID, &c.Month, &c.Team, &c.Area, &c.Asker, &n.Help, &fit, &n.Passed, &n.Active, &n.PassedAfter, &n.ActiveAfter, &n.Stepped, &n.Unmet); err != nil {
			return err
		}
		n.Suitable, n.Started = fit == casework.Yes, n.Active
		if n.Active {
			n.Unmet = ""
		}
		if c.ID != now.ID {
			if now.ID != "" {
				each(now)
			}
			now = c
		}
		now.Needs = append(now.Needs, n)
		return nil
	}, `select c.id, c.month, c.team, c.area, c.asker, n.help, n.fit, n.passed, n.active, n.passed_days, n.active_days, n.stepped, n.reason
		from past_case c join past_need n on n.network_id = c.network_id and n.case_id = c.id where c.network_id = $1`+where+` order by c.id, n.place`, args...)
	if err == nil && now.ID != "" {
		each(now)
	}
	return err
}

// KeptCases gives the cases that were taken over and are not counts yet.
func KeptCases(ctx context.Context, tx *db.Tx) ([]privacy.Kept, error) {
	return db.All(ctx, tx, func(scan db.Scan) (k privacy.Kept, err error) { return k, scan(&k.ID, &k.From) },
		`select id, taken_at from past_case where network_id = $1 order by id`, tx.Network)
}

// CountCases makes cases that were taken over counts, and deletes them.
func CountCases(ctx context.Context, tx *db.Tx, ids []string) error {
	if err := absorb(ctx, tx, []string{}, ids); err != nil {
		return err
	}
	rows := tx.Rows(ids)
	if err := tx.Repeat(ctx, `delete from past_need where network_id = $1 and case_id = $2`, rows); err != nil {
		return err
	}
	return tx.Repeat(ctx, `delete from past_case where network_id = $1 and id = $2`, rows)
}
