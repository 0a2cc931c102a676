// Package jobs is the queue: work that is entered in the transaction of what caused it and done soon after, or at a
// set time, by whichever process is there.
//
// # Model
//
//	          claim                 no error
//	waiting ─────────▶ running ───────────────▶ done
//	  ▲  ▲               │  │
//	  │  └───────────────┘  │ too often, too old, or Permanent
//	  │    error, panic,    ▼
//	  │    lease ran out  failed ──────────────▶ dropped
//	  │                     │        a person
//	  └─────────────────────┘
//	         a person
//
// A job belongs to a network and has a kind. Enter writes it in the caller's transaction: no commit, no job. A job
// with a key is entered once while one of the same kind and key waits, so the key must say all that matters in the
// payload. One with the same key that runs already may have missed what the caller wrote; a new one is entered. When
// the older one then fails, the two become one: it ends as merged, and the newer counts on from its attempts.
//
// A Worker claims jobs of the kinds it knows, the highest priority first, then the longest due. A claim is a lease
// that is renewed while the job runs. When the lease of a dead process runs out, any worker doubts it; when it is not
// renewed half a lease later, the job waits again, at once. So a jump of the clock takes no job from a worker that
// lives, and with the usual lease a job of a dead one is free after 45 seconds.
//
// An attempt that ends with an error or a panic is tried again after 1 minute, 2, 4, … at most 4 hours, each a fifth
// more or less, until its kind says it was tried too often or is too old. The last attempt falls on that age exactly,
// and the job knows it is the last (Run.Last). Then it is failed, and stays until a person retries or drops it.
//
// A handler does its own transactions. A process can die between the effect of a job and the note that it is done,
// so every effect must be safe to have twice.
//
// # Schedules
//
// A schedule enters one job of its kind for each period: every so long, counted in UTC, or at a time of day in the
// Netherlands. A time that does not exist (02:30 on the day summer time begins) is the moment the clock jumps; one
// that exists twice is the first of the two. After a stop the latest period is caught up, once, however many were
// missed. A network that never had the schedule begins with the period that is running. A clock that is put back
// enters nothing twice.
//
// # What it does not do
//
// It keeps no result. A payload names objects by id and holds no words about people; what the table says about an
// error is a class, its text goes to the log. It gives no order between jobs, and does not keep two jobs of one key
// from running at once.
package jobs
