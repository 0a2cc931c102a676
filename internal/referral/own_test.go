package referral_test

import (
	"errors"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/referral"
	"samenspel/internal/testkit"
)

// TestOwnFiguresEqualACountByHand sends four referrals, of which an organisation answers two: yes, and no after a first yes.
func TestOwnFiguresEqualACountByHand(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		first, second := b.send(t, b.make(t, referral.New{}), yes), b.send(t, b.make(t, referral.New{}), yes)
		b.send(t, b.make(t, referral.New{}), yes)
		b.send(t, b.make(t, referral.New{Service: b.service(t, "s2")}), yes)
		b.make(t, referral.New{}) // not sent
		own := b.organization(t, "o1")
		b, _ = b.after(t, testkit.Today, 1)
		b.do(t, b.member(t, "o1"), first.ID, referral.Do{Act: referral.Accept})
		b.do(t, b.member(t, "o1"), second.ID, referral.Do{Act: referral.Decline, Reason: "no-room"})
		all, err := b.OfOrganization(ctx, b.member(t, "o1"), own)
		must(t, err)
		if q := all[0]; len(all) != referral.OwnQuarters || q.From.Month() != 10 || q.Sent != 3 || q.Accepted != 1 || q.Declined != 1 || q.Answers.N != 2 || q.Answers.Median != 1 || all[1].Sent != 0 {
			t.Errorf("the organisation sees %+v", all)
		}
		for who, actor := range map[string]access.Actor{"another organisation": b.member(t, "o2"), "the municipality": access.As(access.Observer, b.Network.ID)} {
			if _, err := b.OfOrganization(ctx, actor, own); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s sees them: %v", who, err)
			}
		}
		none, err := b.OfTeam(ctx, access.Actor{Network: b.Network.ID, Grants: []access.Grant{{Role: access.Liaison, Team: "t9"}}}, "t9")
		if err != nil || none[0].Sent != 0 {
			t.Errorf("a team that asked nothing: %+v %v", none, err)
		}
		if _, err := b.OfTeam(ctx, b.member(t, "o1"), "t9"); !errors.Is(err, errs.Forbidden) {
			t.Errorf("a member sees a team: %v", err)
		}
	})
}
