package web

import (
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"samenspel/internal/account"
	"samenspel/internal/activity"
	"samenspel/internal/agreement"
	"samenspel/internal/audit"
	"samenspel/internal/casework"
	"samenspel/internal/desk"
	"samenspel/internal/directory"
	"samenspel/internal/glass"
	"samenspel/internal/group"
	"samenspel/internal/harvest"
	"samenspel/internal/inbox"
	"samenspel/internal/insight"
	"samenspel/internal/jobs"
	"samenspel/internal/limit"
	"samenspel/internal/linkage"
	"samenspel/internal/mail"
	"samenspel/internal/neighbours"
	"samenspel/internal/network"
	"samenspel/internal/pack"
	"samenspel/internal/people"
	"samenspel/internal/places"
	"samenspel/internal/referral"
	"samenspel/internal/retention"
	"samenspel/internal/search"
	"samenspel/internal/survey"
	"samenspel/internal/tally"
	"samenspel/internal/teamwork"
	"samenspel/internal/trajectory"
	"samenspel/internal/upkeep"
	"samenspel/internal/volunteering"
)

// Deps is what the pages stand on.
type Deps struct {
	Networks     *network.Store
	Places       *places.Store
	Directory    *directory.Store
	Upkeep       *upkeep.Store
	Desk         *desk.Store
	Referral     *referral.Store
	Casework     *casework.Store
	Insight      *insight.Store
	Tally        *tally.Store
	Volunteering *volunteering.Store
	Neighbours   *neighbours.Store
	Activity     *activity.Store
	Trajectory   *trajectory.Store
	Agreement    *agreement.Store
	Teamwork     *teamwork.Store
	Group        *group.Store
	Pack         *pack.Store
	Survey       *survey.Store
	People       *people.Store
	Glass        *glass.Store
	Audit        *audit.Store
	Accounts     *account.Store
	Outbox       *mail.Store
	Inbox        *inbox.Store
	Jobs         *jobs.Store
	Harvest      *harvest.Importer
	Retention    *retention.Engine
	Linkage      *linkage.Store
	Search       *search.Keeper
	API          API                       // answers programs
	Ready        func(*http.Request) error // nil error: the database answers
	Now          func() time.Time
	Log          *slog.Logger
}

// API answers programs, below the addresses of its patterns.
type API struct {
	Patterns []string
	Handler  http.Handler
}

// Options is what an administrator sets.
type Options struct {
	HTTPS        bool             // visitors reach us over TLS: tell browsers to keep to it
	MetricsToken string           // who shows it may read /metrics from elsewhere
	Proxies      []netip.Prefix   // in front of us: what they say about where a visitor comes from is believed
	Contact      string           // for security reports: a mailto: or https: address; "" = the information point
	Provider     account.Provider // of identities, for all networks, but for its Redirect; without an Issuer there is none
	ProviderName string           // what people call it
	Letters      *mail.Folder     // where mails lie when there is no mail server; nil = there is one
	MailBox      *MailBox         // where mail comes in; nil = none is read
	LastBackup   func() time.Time // when the last daily backup was made, zero = never; nil = none are made by themselves
}

// Server answers requests. Make one with New; it is an http.Handler.
type Server struct {
	Deps
	options Options
	pages   templates
	files   *assets
	metrics *metrics
	asking  *limit.Limiter // questions of visitors
	mux     *http.ServeMux
	handler http.Handler
}

// New gives the server on these parts.
func New(deps Deps, options Options) (*Server, error) {
	files, err := loadAssets()
	if err != nil {
		return nil, err
	}
	s := &Server{Deps: deps, options: options, files: files, metrics: newMetrics(), asking: limit.New(deps.Now, askedMost, askedTime)}
	if s.pages, err = parseTemplates(files); err != nil {
		return nil, err
	}
	s.mux = s.routes()
	s.handler = s.floor(s.mux)
	return s, nil
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }
