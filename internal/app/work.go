package app

import (
	"context"
	"log/slog"
	"time"

	"samenspel/internal/audit"
	"samenspel/internal/casework"
	"samenspel/internal/desk"
	"samenspel/internal/group"
	"samenspel/internal/harvest"
	"samenspel/internal/insight"
	"samenspel/internal/jobs"
	"samenspel/internal/linkage"
	"samenspel/internal/neighbours"
	"samenspel/internal/referral"
	"samenspel/internal/retention"
	"samenspel/internal/survey"
	"samenspel/internal/tally"
	"samenspel/internal/upkeep"
	"samenspel/internal/volunteering"
)

// introductionsJob reminds of what new members of teams were not shown yet.
const introductionsJob = "introductions"

// schedules are what begins by itself, and when. A concept that comes adds its schedule here, and its kind below.
var schedules = []jobs.Schedule{
	retention.Schedule,
	{Kind: audit.JobKind, Every: time.Hour},
	{Kind: linkage.JobKind, At: "03:30"},
	{Kind: harvest.DueKind, Every: harvestEvery},
	{Kind: introductionsJob, At: "08:00"},
	upkeep.Schedule,
	upkeep.LinksSchedule,
	desk.Schedule,
	referral.Schedule,
	casework.Schedule,
	volunteering.Schedule,
	neighbours.Schedule,
	survey.Schedule,
	insight.Schedule,
	insight.SlideSchedule,
	tally.Schedule,
	group.Schedule,
}

// work puts together what works in the background, from the kinds of work that need more than the services.
func (e *env) work(s *services, kinds []jobs.Kind, log *slog.Logger) (err error) {
	kinds = append(kinds,
		s.mailIn.reader.Kind(),
		jobs.Kind{Name: introductionsJob, Do: func(ctx context.Context, run *jobs.Run) error { return e.people.Remind(ctx, run.Network) }},
		s.engine.Kind(),
		e.linker(),
		s.desk.Kind(),
		s.referral.Kind(),
		s.casework.Kind(),
		s.volunteering.Kind(),
		s.neighbours.Kind(),
		s.survey.Kind(),
		s.insight.Kind(),
		s.insight.TellKind(),
		s.tally.Kind(),
		s.group.Kind(),
	)
	begins := schedules
	if s.shelf != nil {
		kinds, begins = append(kinds, e.backupKind(s.shelf)), append(begins[:len(begins):len(begins)], jobs.Schedule{Kind: backupJob, At: e.values["backup-at"]})
	}
	if s.worker, err = jobs.NewWorker(e.db, jobs.Options{Kinds: kinds, Schedules: begins, Log: log, Networks: e.networkIDs}); err == nil {
		s.mailIn.reader.Wake = s.worker.Wake
	}
	return err
}
