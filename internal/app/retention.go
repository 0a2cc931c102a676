package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/account"
	"samenspel/internal/activity"
	"samenspel/internal/agreement"
	"samenspel/internal/audit"
	"samenspel/internal/casework"
	"samenspel/internal/db"
	"samenspel/internal/desk"
	"samenspel/internal/errs"
	"samenspel/internal/glass"
	"samenspel/internal/group"
	"samenspel/internal/harvest"
	"samenspel/internal/inbox"
	"samenspel/internal/insight"
	"samenspel/internal/jobs"
	"samenspel/internal/mail"
	"samenspel/internal/neighbours"
	"samenspel/internal/privacy"
	"samenspel/internal/referral"
	"samenspel/internal/retention"
	"samenspel/internal/teamwork"
	"samenspel/internal/upkeep"
	"samenspel/internal/volunteering"
)

var retentionCommand = command{name: "retention", usage: "run [--dry-run] [--network SLUG]",
	summary: "remove what was kept long enough, as every night", run: runRetention, flags: func(flags *flag.FlagSet, a *asked) {
		networkFlag(flags, a)
		flags.BoolVar(&a.dryRun, "dry-run", false, "count only, and change nothing")
	}}

// retention puts the engine together: what each concept keeps, and how it goes. A concept that comes adds its keeper here.
func (e *env) retention() (*retention.Engine, error) {
	secret, err := keep(filepath.Join(e.values["data"], "keys", "secret"))
	return retention.New(e.db, retention.Options{
		Folder: filepath.Join(e.values["data"], "tombstones"),
		Key:    derive(secret, "tombstones"),
		Keepers: []retention.Keeper{
			mailKeeper(mail.Folder{Path: filepath.Join(e.values["data"], "mail")}),
			mailInKeeper,
			traceKeeper,
			keeper(privacy.EnquiryText, privacy.Closed, desk.KeptTexts, desk.EraseTexts),
			keeper(privacy.EnquiryContact, privacy.Closed, desk.KeptContacts, desk.EraseContacts),
			keeper(privacy.ReferralText, privacy.Closed, referral.KeptTexts, referral.EraseTexts),
			keeper(privacy.CaseText, privacy.Closed, casework.KeptTexts, casework.EraseTexts),
			keeper(privacy.CaseDates, privacy.Closed, casework.KeptDates, casework.RoundDates),
			keeper(privacy.CaseRow, privacy.Closed, casework.KeptRows, countCases),
			keeper(privacy.PastCase, privacy.Made, insight.KeptCases, insight.CountCases),
			keeper(privacy.Activity, privacy.Made, activity.KeptEntries, activity.Erase),
			keeper(privacy.AgreementContact, privacy.Closed, agreement.KeptContacts, agreement.EraseContacts),
			keeper(privacy.Seat, privacy.Closed, activity.KeptSeats, activity.EraseSeats),
			keeper(privacy.Teamwork, privacy.Changed, teamwork.Kept, teamwork.Erase),
			keeper(privacy.GroupSeat, privacy.Closed, group.KeptContacts, group.EraseContacts),
			keeper(privacy.Meeting, privacy.Made, group.KeptMeetings, group.EraseMeetings),
			keeper(privacy.Story, privacy.Made, insight.KeptStories, insight.EraseStories),
			keeper(privacy.Neighbour, privacy.Made, neighbours.KeptPosts, neighbours.Erase),
			keeper(privacy.SignUp, privacy.Made, volunteering.KeptSignups, volunteering.Erase),
			keeper(privacy.SealedContact, privacy.Made, referral.KeptContacts, e.referrals(e.referralOptions(secret, nil)).EraseContacts),
		},
		Sweepers: []retention.Sweeper{
			{Object: privacy.Report, Sweep: upkeep.Forget},
			{Object: privacy.SourceFile, Sweep: harvest.Forget},
			{Object: privacy.Opening, Sweep: glass.Forget},
			{Object: privacy.Draft, Sweep: desk.ForgetDrafts},
			{Object: privacy.Referring, Sweep: referral.ForgetReferrers},
			{Object: privacy.CaseRow, Sweep: casework.ForgetDiscussions},
			{Object: privacy.CaseRow, Sweep: casework.ForgetBringers},
			{Object: privacy.CaseText, Sweep: insight.ForgetSlides},
			{Object: privacy.FinishedJob, Sweep: jobs.Forget},
			{Object: privacy.AccountTrace, Sweep: func(ctx context.Context, tx *db.Tx, _ time.Time) (int64, error) { return account.Sweep(ctx, tx) }},
		},
	}), err
}

// mailKeeper keeps messages that wait no more, and the files of those that went into the folder.
func mailKeeper(folder mail.Folder) retention.Keeper {
	return retention.Keeper{
		Object: privacy.Mail,
		List: func(ctx context.Context, tx *db.Tx) (things []retention.Thing, err error) {
			ended, err := mail.Ended(ctx, tx)
			for id, written := range ended {
				things = append(things, retention.Thing{ID: id, Dates: map[privacy.Event]time.Time{privacy.Made: written}})
			}
			return things, err
		},
		Do: func(ctx context.Context, tx *db.Tx, _ privacy.Effect, ids []string) error {
			for _, id := range ids {
				if err := folder.Remove(tx.Network, id); err != nil {
					return err
				}
			}
			return mail.Remove(ctx, tx, ids)
		},
	}
}

// mailInKeeper keeps mails that came in and that nobody has to do something with any more.
var mailInKeeper = retention.Keeper{
	Object: privacy.IncomingMail,
	List: func(ctx context.Context, tx *db.Tx) (things []retention.Thing, err error) {
		ended, err := inbox.Ended(ctx, tx)
		for id, at := range ended {
			things = append(things, retention.Thing{ID: id, Dates: map[privacy.Event]time.Time{privacy.Closed: at}})
		}
		return things, err
	},
	Do: func(ctx context.Context, tx *db.Tx, _ privacy.Effect, ids []string) error {
		return inbox.Remove(ctx, tx, ids)
	},
}

// keeper keeps a part of what a concept has, from an event on.
func keeper(object privacy.Object, from privacy.Event, list func(context.Context, *db.Tx) ([]privacy.Kept, error), erase func(context.Context, *db.Tx, []string) error) retention.Keeper {
	return retention.Keeper{
		Object: object,
		List: func(ctx context.Context, tx *db.Tx) (things []retention.Thing, err error) {
			kept, err := list(ctx, tx)
			for _, k := range kept {
				things = append(things, retention.Thing{ID: k.ID, Dates: map[privacy.Event]time.Time{from: k.From}})
			}
			return things, err
		},
		Do: func(ctx context.Context, tx *db.Tx, _ privacy.Effect, ids []string) error { return erase(ctx, tx, ids) },
	}
}

// traceKeeper keeps the closed segments of the trace. A segment is known by the number of its last line.
var traceKeeper = retention.Keeper{
	Object: privacy.AuditSegment,
	List: func(ctx context.Context, tx *db.Tx) (things []retention.Thing, err error) {
		segments, err := audit.Segments(ctx, tx)
		for _, s := range segments {
			thing := retention.Thing{ID: strconv.FormatInt(s.Seq, 10), Dates: map[privacy.Event]time.Time{privacy.Closed: s.At}}
			if s.Gone {
				thing.Done = []privacy.Effect{privacy.Delete}
			}
			things = append(things, thing)
		}
		return things, err
	},
	Do: func(ctx context.Context, tx *db.Tx, _ privacy.Effect, ids []string) error {
		for _, id := range ids {
			seq, err := strconv.ParseInt(id, 10, 64)
			if err == nil {
				err = audit.RemoveSegment(ctx, tx, seq)
			}
			if err != nil {
				return err
			}
		}
		return nil
	},
}

// settle lets what was removed be gone in every network before it is served.
func (e *env) settle(ctx context.Context, engine *retention.Engine) error {
	ids, err := e.networkIDs(ctx)
	for _, id := range ids {
		err = errors.Join(err, engine.Settle(ctx, id))
	}
	return err
}

func runRetention(ctx context.Context, e *env) error {
	if len(e.words) != 1 || e.words[0] != "run" {
		return misuse{"say run"}
	}
	engine, err := e.retention()
	if err != nil {
		return err
	}
	actors, err := e.operators(ctx)
	if err != nil {
		return err
	}
	waiting := 0
	for _, actor := range actors {
		agreed, err := e.runRetention(ctx, engine, actor)
		if err != nil {
			return err
		}
		if !agreed {
			waiting++
		}
	}
	if waiting > 0 {
		return fmt.Errorf("%w: %d networks wait until one person asks for the first run and another agrees, at /beheer/privacy; what ran out by itself was removed", errs.Conflict, waiting)
	}
	return nil
}

// runRetention runs retention in one network and says what it did. A dry run needs nobody to agree.
func (e *env) runRetention(ctx context.Context, engine *retention.Engine, actor access.Actor) (agreed bool, err error) {
	n, err := e.networkOf(ctx, actor.Network)
	if err != nil {
		return false, err
	}
	counts, agreed, did := []retention.Count(nil), true, "removed"
	if e.asked.dryRun {
		counts, err = engine.Try(ctx, actor)
		did = "would be removed"
	} else {
		counts, agreed, err = engine.Run(ctx, actor, "command")
	}
	for _, c := range counts {
		fmt.Fprintf(e.out, "%s: %d of %s %s (%s)\n", n.Slug, c.N, c.Object, did, c.Effect)
	}
	return agreed, err
}
