package testkit

import (
	"context"
	"testing"

	"github.com/pquerna/otp/totp"

	"samenspel/internal/access"
	"samenspel/internal/account"
	"samenspel/internal/people"
)

// Grant says for what a role in tests is: the wijk Noord, a team of its own and the organisation Stichting Aanloop.
type Grant struct{ Area, Team, Organization string }

// SignedIn lets someone with a role come in, with a second key where the role asks for one. It gives the person, the
// token for the cookie, and what the role is for.
func (town Town) SignedIn(t testing.TB, role access.Role) (person, token string, grant Grant) {
	t.Helper()
	ctx := context.Background()
	staff := access.As(access.Operator, town.Network.ID)
	tree, err := town.Places.Tree(ctx, staff)
	must(t, err)
	noord, _ := tree.BySlug("noord")
	all, err := town.Directory.Organizations(ctx, staff)
	must(t, err)
	name := string(role) + " " + town.Network.Slug
	team, err := town.People.SaveTeam(ctx, staff, people.Team{Name: "Team van " + name, Kind: "sociaal"})
	must(t, err)
	grant = Grant{noord.ID, team, all[0].ID}
	person, err = town.People.Save(ctx, staff, people.Person{Name: name, Email: string(role) + "@" + town.Network.Slug + ".example"})
	must(t, err)
	switch role {
	case access.Professional, access.Volunteer:
		var member string
		member, err = town.People.Join(ctx, staff, team, person, Today.AddDate(0, -1, 0))
		must(t, err)
		err = town.People.Describe(ctx, staff, people.Membership{ID: member, TeamID: team, Kind: people.MemberKind(role)})
	default:
		err = town.People.Assign(ctx, staff, people.Assignment{Person: people.Person{ID: person}, Role: role, AreaID: grant.Area, TeamID: team,
			OrganizationID: grant.Organization, HoursWeek: 8, Paid: true, Starts: Today.AddDate(0, -1, 0)})
	}
	must(t, err)
	return person, town.comeIn(t, person, string(role)+"@"+town.Network.Slug+".example"), grant
}

// SignedInFor lets someone with one task come in, under a name. It gives the person and the token for the cookie.
func (town Town) SignedInFor(t testing.TB, name string, task people.Assignment) (person, token string) {
	t.Helper()
	ctx := context.Background()
	staff := access.As(access.Operator, town.Network.ID)
	email := name + "@" + town.Network.Slug + ".example"
	person, err := town.People.Save(ctx, staff, people.Person{Name: name + " " + town.Network.Slug, Email: email})
	must(t, err)
	task.Person.ID, task.HoursWeek, task.Paid, task.Starts = person, 8, true, Today.AddDate(0, -1, 0)
	all, err := town.People.Teams(ctx, staff)
	must(t, err)
	if task.TeamID == "" && task.Role == access.Liaison {
		task.TeamID = all[len(all)-1].ID
	}
	must(t, town.People.Assign(ctx, staff, task))
	return person, town.comeIn(t, person, email)
}

// comeIn takes an invitation to a session that is good for everything.
func (town Town) comeIn(t testing.TB, person, email string) string {
	t.Helper()
	ctx := context.Background()
	_, _, err := town.Accounts.Invite(ctx, access.As(access.Operator, town.Network.ID), person, email)
	must(t, err)
	letters := *town.Letters
	token, err := town.Accounts.LinkToken(ctx, town.Network.ID, letters[len(letters)-1].Link)
	must(t, err)
	step, _, err := town.Accounts.Use(ctx, town.Network.ID, token, account.Origin{})
	must(t, err)
	if step.Session.Stage == account.Full {
		return step.Token
	}
	step, _, err = town.Accounts.SetPassword(ctx, step.Session, "een lange zin die niemand raadt")
	must(t, err)
	setup, err := town.Accounts.BeginTOTP(ctx, step.Session, "test")
	must(t, err)
	code, err := totp.GenerateCode(setup.Secret, town.now())
	must(t, err)
	step, _, err = town.Accounts.ConfirmTOTP(ctx, step.Session, code)
	must(t, err)
	return step.Token
}
