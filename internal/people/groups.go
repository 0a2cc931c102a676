package people

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// GroupRule gives the members of a group at the identity provider a role here. A group without a rule gives nothing.
type GroupRule struct {
	ID             string
	Group          string // as the provider writes it
	Role           Role
	AreaID         string // "" = not for an area
	TeamID         string // "" = not for a team
	OrganizationID string // "" = not for an organisation
}

// Check gives the problems that keep a rule from being stored. Columns are the names of form fields.
func (r GroupRule) Check() error {
	if r.Group == "" || len(r.Group) > maxWords {
		return errs.Problems{{Column: "group", Text: "people.wrong.group"}}
	}
	return r.task().Check()
}

// task is what the rule gives.
func (r GroupRule) task() Assignment {
	return Assignment{Role: r.Role, AreaID: r.AreaID, TeamID: r.TeamID, OrganizationID: r.OrganizationID, Rule: r.ID, Paid: true}
}

// follow decides what a sign-in with these groups changes: the rules by which a task begins, and the tasks that came of
// a rule which no longer holds.
func follow(rules []GroupRule, groups []string, own []Assignment) (begin []GroupRule, end []Assignment) {
	holds := func(id string) bool {
		return slices.ContainsFunc(rules, func(r GroupRule) bool { return r.ID == id && slices.Contains(groups, r.Group) })
	}
	has := map[string]bool{}
	for _, a := range own {
		switch {
		case a.Rule == "":
		case holds(a.Rule):
			has[a.Rule] = true
		default:
			end = append(end, a)
		}
	}
	for _, r := range rules {
		if holds(r.ID) && !has[r.ID] {
			begin = append(begin, r)
		}
	}
	return begin, end
}

const selectRules = `select id, name, role, coalesce(area_id, ''), coalesce(team_id, ''), coalesce(organization_id, '') from group_rule
	where network_id = $1 order by name, role, id`

func readRule(scan db.Scan) (r GroupRule, err error) {
	return r, scan(&r.ID, &r.Group, &r.Role, &r.AreaID, &r.TeamID, &r.OrganizationID)
}

// GroupRules gives the rules about groups, by name of the group.
func (s *Store) GroupRules(ctx context.Context, actor access.Actor) (all []GroupRule, err error) {
	defer errs.Wrap(&err, "people.GroupRules")
	if err := access.Can(actor, access.Edit, access.Staff); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = db.All(ctx, tx, readRule, selectRules, tx.Network)
		return err
	})
	return all, err
}

// AddGroupRule adds a rule, under its ID when it has one. It holds for whoever signs in through the provider from then on.
func (s *Store) AddGroupRule(ctx context.Context, actor access.Actor, r GroupRule) (err error) {
	defer errs.Wrap(&err, "people.AddGroupRule")
	r.ID, r.Group = cmp.Or(r.ID, db.NewID()), strings.TrimSpace(r.Group)
	return s.edit(ctx, actor, r.ID, func(tx *db.Tx) error {
		if err := r.Check(); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `insert into group_rule (network_id, id, name, role, area_id, team_id, organization_id) values ($1, $2, $3, $4, $5, $6, $7)`+onceMore,
			tx.Network, r.ID, r.Group, string(r.Role), orNull(r.AreaID), orNull(r.TeamID), orNull(r.OrganizationID))
		return err
	})
}

// DropGroupRule takes a rule away. The tasks that came of it end now.
func (s *Store) DropGroupRule(ctx context.Context, actor access.Actor, id string) (err error) {
	defer errs.Wrap(&err, "people.DropGroupRule")
	return s.edit(ctx, actor, id, func(tx *db.Tx) error {
		if err := one(tx.Exec(ctx, `delete from group_rule where network_id = $1 and id = $2`, tx.Network, id)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `update assignment set ends_at = $3 where network_id = $1 and rule_id = $2 and (ends_at is null or ends_at > $3)`,
			tx.Network, id, tx.Now)
		return err
	})
}

// FollowGroups lets the tasks of a person follow the groups that an identity provider tells at a sign-in, in the
// transaction of that sign-in. Tasks that a person gave are left alone.
func FollowGroups(ctx context.Context, tx *db.Tx, person string, groups []string) (err error) {
	defer errs.Wrap(&err, "people.FollowGroups")
	rules, err := db.All(ctx, tx, readRule, selectRules, tx.Network)
	if err != nil {
		return err
	}
	own, err := db.All(ctx, tx, readAssignment, tasks+inForce+` and a.person_id = $3`, tx.Network, tx.Now, person)
	if err != nil {
		return err
	}
	begin, changed := follow(rules, groups, own)
	for i := range changed {
		changed[i].Ends = &tx.Now
	}
	for _, r := range begin {
		task := r.task()
		task.ID, task.Person.ID, task.Starts = db.NewID(), person, tx.Now
		changed = append(changed, task)
	}
	if len(changed) == 0 {
		return nil
	}
	if err := writeAssignments(ctx, tx, changed); err != nil {
		return err
	}
	return audit.Write(ctx, tx, access.Actor{Network: tx.Network, Person: person}, audit.Act{Action: "edit", Object: access.Staff, ID: person, Purpose: "groups"})
}
