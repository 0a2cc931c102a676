package app

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"samenspel/internal/access"
	"samenspel/internal/account"
	"samenspel/internal/activity"
	"samenspel/internal/agreement"
	"samenspel/internal/audit"
	"samenspel/internal/backup"
	"samenspel/internal/casework"
	"samenspel/internal/config"
	"samenspel/internal/db"
	"samenspel/internal/desk"
	"samenspel/internal/errs"
	"samenspel/internal/group"
	"samenspel/internal/harvest"
	"samenspel/internal/i18n"
	"samenspel/internal/insight"
	"samenspel/internal/jobs"
	"samenspel/internal/linkage"
	"samenspel/internal/mail"
	"samenspel/internal/neighbours"
	"samenspel/internal/network"
	"samenspel/internal/pack"
	"samenspel/internal/people"
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

// services are what signs people in, sends them mail and does work in the background.
type services struct {
	accounts     *account.Store
	outbox       *mail.Store
	engine       *retention.Engine
	upkeep       *upkeep.Store
	desk         *desk.Store
	referral     *referral.Store
	casework     *casework.Store
	insight      *insight.Store
	tally        *tally.Store
	search       *search.Keeper
	volunteering *volunteering.Store
	neighbours   *neighbours.Store
	activity     *activity.Store
	trajectory   *trajectory.Store
	agreement    *agreement.Store
	teamwork     *teamwork.Store
	group        *group.Store
	pack         *pack.Store
	survey       *survey.Store

	deskOptions     desk.Options
	referralOptions referral.Options

	worker  *jobs.Worker
	harvest *harvest.Importer
	mailIn  *mailIn
	shelf   *backup.Shelf        // of the backups that are made every day; nil = none are
	base    string               // address of this server, for links in mails; set once it is known
	tell    func(account.Letter) // hears of letters too: for the shell, which shows links itself; nil = nobody
}

// services puts them together. Keys lie in the folder keys of the data folder, outside the database.
func (e *env) services(log *slog.Logger) (*services, error) {
	s := &services{outbox: mail.NewStore(e.db), base: e.values["public-url"]}
	keys := filepath.Join(e.values["data"], "keys")
	secret, err := keep(filepath.Join(keys, "secret"))
	if err != nil {
		return nil, err
	}
	sealed := sealer{folder: filepath.Join(keys, "networks"), known: map[string]tink.AEAD{}}
	s.accounts, err = account.NewStore(e.db, account.Options{Key: derive(secret, "accounts"), Secrets: sealed.of, Roles: people.Roles, Follow: people.FollowGroups, Send: s.queue, Record: record, HTTP: toProviders})
	if err != nil {
		return nil, err
	}
	mailer := &mail.Mailer{DB: e.db, Sender: mailSender(e.values), Key: derive(secret, "mail"), Lang: s.accounts.LangOf, Link: func(m mail.Message, purpose string) (string, error) { return s.link(e, m, purpose) },
		Identity: func(ctx context.Context, id string) (mail.Identity, error) { return e.identity(ctx, id) }}
	s.harvest = harvest.New(e.db, time.Now)
	f, err := newFetcher(e.values["fetch-private"], usual)
	if err != nil {
		return nil, err
	}
	if s.shelf, err = backupShelf(e.values); err != nil {
		return nil, err
	}
	if s.engine, err = e.retention(); err != nil {
		return nil, err
	}
	sealing, err := e.sealing(log)
	if err != nil {
		return nil, err
	}
	s.upkeep = upkeep.NewStore(e.db, e.directory, derive(secret, "upkeep"))
	s.search = search.NewKeeper(e.directory, e.places, time.Now)
	s.search.Words = s.upkeep.ByKind
	s.deskOptions = desk.Options{Key: derive(secret, "desk"), Secrets: sealed.of}
	s.desk = desk.NewStore(e.db, s.deskOptions)
	s.referralOptions = e.referralOptions(secret, sealed.of)
	s.referral = e.referrals(s.referralOptions)
	s.survey = survey.NewStore(e.db, derive(secret, "survey"))
	s.casework = casework.NewStore(e.db, derive(secret, "casework"))
	s.insight = insight.NewStore(e.db, derive(secret, "register"))
	s.tally = tally.NewStore(e.db, derive(secret, "tally"))
	s.neighbours = neighbours.NewStore(e.db, sealed.of)
	s.activity = activity.NewStore(e.db)
	s.trajectory = trajectory.NewStore(e.db)
	s.agreement = agreement.NewStore(e.db)
	s.teamwork = teamwork.NewStore(e.db)
	s.group = group.NewStore(e.db, derive(secret, "group"))
	s.pack = pack.NewStore(e.db)
	s.volunteering = volunteering.NewStore(e.db, e.directory, volunteering.Options{Key: derive(secret, "volunteering"), Secrets: sealed.of})
	if s.mailIn, err = e.mailIn(s, secret, sealed.of, log); err != nil {
		return nil, err
	}
	kinds := append(append([]jobs.Kind{mailer.Kind(), sealing}, e.harvestKinds(s.harvest, f)...), e.upkeepKinds(s.upkeep, f)...)
	return s, e.work(s, kinds, log)
}

// linker looks for entries that are about the same thing, at night.
func (e *env) linker() jobs.Kind {
	return jobs.Kind{Name: linkage.JobKind, Do: func(ctx context.Context, run *jobs.Run) error {
		_, err := linkage.NewStore(e.db).Search(ctx, access.As(access.Operator, run.Network))
		return err
	}}
}

func (e *env) networkIDs(ctx context.Context) ([]string, error) {
	all, err := e.networks.List(ctx)
	ids := make([]string, len(all))
	for i, n := range all {
		ids[i] = n.ID
	}
	return ids, err
}

// keep gives 32 random bytes from a file that only the owner may read. The file is made when it is not there.
func keep(path string) ([]byte, error) {
	if text, err := os.ReadFile(path); err == nil { // #nosec G304 -- a name from the settings
		secret, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
		if err != nil || len(secret) != 32 {
			return nil, fmt.Errorf("%w: %s does not hold a key", errs.Invalid, path)
		}
		return secret, nil
	} else if !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("reading a key: %w", err)
	}
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails
	return secret, keepFile(path, []byte(base64.StdEncoding.EncodeToString(secret)+"\n"))
}

func keepFile(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("making the folder of keys: %w", err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // #nosec G304 -- a name from the settings
	if err != nil {
		return fmt.Errorf("keeping a key: %w", err)
	}
	_, err = file.Write(text)
	return errors.Join(err, file.Sync(), file.Close())
}

// derive gives a key for one use from the secret of this installation.
func derive(secret []byte, use string) []byte {
	sum := sha256.Sum256(append([]byte("samenspel "+use+" "), secret...))
	return sum[:]
}

// sealer holds the key set of each network. Without its key set the sealed data of a network cannot be read any more.
type sealer struct {
	folder string
	mu     sync.Mutex
	known  map[string]tink.AEAD
}

func (s *sealer) of(_ context.Context, id string) (tink.AEAD, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if key, ok := s.known[id]; ok {
		return key, nil
	}
	path := filepath.Join(s.folder, filepath.Base(id))
	handle, err := readKeys(path)
	if errors.Is(err, os.ErrNotExist) {
		handle, err = makeKeys(path)
	}
	if err != nil {
		return nil, fmt.Errorf("the keys of a network: %w", err)
	}
	key, err := aead.New(handle)
	if err == nil {
		s.known[id] = key
	}
	return key, err
}

func readKeys(path string) (*keyset.Handle, error) {
	text, err := os.ReadFile(path) // #nosec G304 -- a name from the settings
	if err != nil {
		return nil, err
	}
	return insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(text)))
}

func makeKeys(path string) (*keyset.Handle, error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&text)); err != nil {
		return nil, err
	}
	return handle, keepFile(path, text.Bytes())
}

// queue enters a letter about an account into the outbox.
func (s *services) queue(ctx context.Context, tx *db.Tx, l account.Letter) error {
	if s.tell != nil {
		s.tell(l)
	}
	_, err := mail.Queue(ctx, tx, mail.Message{Kind: string(l.Kind), Lang: i18n.Languages[0], Address: l.To, Object: l.Link, Urgent: true,
		Args: map[string]string{"Until": l.Expires.Format(time.RFC3339), "About": string(l.About)}})
	return err
}

// record writes what happened to an account into the trace.
func record(ctx context.Context, tx *db.Tx, e account.Event) error {
	act := audit.Act{Action: string(e.Act), Object: access.Staff, ID: e.Account, Purpose: strings.TrimSpace(string(e.Method) + " " + string(e.Reason))}
	if !e.Done {
		act.Outcome = audit.Denied
	}
	person := e.Person
	if e.By != "" {
		person = e.By
	}
	return audit.Write(ctx, tx, access.Actor{Network: tx.Network, Person: person, Origin: e.Source}, act)
}

// link makes the address of a button in a mail, at the moment the mail is sent.
func (s *services) link(e *env, m mail.Message, purpose string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	path, err := s.pathOf(ctx, m, purpose)
	if err != nil {
		return "", err
	}
	base, err := e.addressOf(ctx, m.Network, s.base)
	return base + path, err
}

// pages are where buttons lead that need no secret: whoever follows them signs in.
var pages = map[string]string{"glass": "/beheer/inzage", "introductions": "/beheer/teams", desk.PurposeQueue: "/vragen", volunteering.PurposeList: "/vrijwilligers", neighbours.PurposeList: "/burenhulp-lijst", survey.PurposeResults: "/beheer/enquetes",
	casework.PurposeList: "/casussen", casework.PurposeStuck: "/casussen?lijst=vast"}

// pathOf gives where a button of a mail leads within the network.
func (s *services) pathOf(ctx context.Context, m mail.Message, purpose string) (string, error) {
	if path, ok := pages[purpose]; ok {
		return path, nil
	}
	if purpose == casework.PurposeYours {
		return "/uw-casussen/" + m.Object + "/" + s.casework.Token(m.Network, m.Object, m.Address), nil
	}
	if path, ok := s.referralPath(m, purpose); ok {
		return path, nil
	}
	switch purpose {
	case insight.PurposeReport:
		return "/cijfers/" + m.Object, nil
	case desk.PurposeEnquiry:
		return "/vragen/" + m.Object, nil
	case desk.PurposeStatus:
		return "/vraag/" + m.Object, nil
	case survey.PurposeAnswer:
		return "/enquete/" + s.survey.Token(m.Network, m.Object, m.Address), nil
	case insight.PurposeSlide:
		return "/terugval/" + m.Object, nil
	case tally.Purpose:
		return "/telling/" + m.Object + "/" + s.tally.TokenIn(m.Network, m.Object, m.Generation), nil
	case group.Purpose:
		return "/bijeenkomst/" + m.Thread + "/" + s.group.Token(m.Network, m.Object), nil
	case neighbours.PurposePage:
		return "/burenhulp/" + m.Object, nil
	case volunteering.PurposePage:
		return "/vrijwilliger/" + m.Object, nil
	case volunteering.PurposeMet:
		return "/kennismaking/" + m.Object + "/" + s.volunteering.Token(m.Network, m.Object), nil
	case upkeep.Purpose:
		return "/bijhouden/" + m.Object + "/" + s.upkeep.Token(m.Object, m.Generation), nil
	}
	if purpose != string(account.LetterInvitation) && purpose != string(account.LetterSignIn) {
		return "", fmt.Errorf("%w: no link leads to %q", errs.Invalid, purpose)
	}
	token, err := s.accounts.LinkToken(ctx, m.Network, m.Object)
	return "/welkom/" + url.PathEscape(token), err
}

// addressOf gives where a network can be reached: its own host, or its place on this server.
func (e *env) addressOf(ctx context.Context, id, base string) (string, error) {
	n, err := e.networkOf(ctx, id)
	if err != nil {
		return "", err
	}
	if n.Host != "" {
		return "https://" + n.Host, nil
	}
	return strings.TrimSuffix(base, "/") + "/n/" + n.Slug, nil
}

func (e *env) networkOf(ctx context.Context, id string) (network.Network, error) {
	all, err := e.networks.List(ctx)
	if err != nil {
		return network.Network{}, err
	}
	for _, n := range all {
		if n.ID == id {
			return n, nil
		}
	}
	return network.Network{}, errs.NotFound
}

// identity is in whose name a network sends mail.
func (e *env) identity(ctx context.Context, id string) (mail.Identity, error) {
	n, err := e.networkOf(ctx, id)
	if err != nil {
		return mail.Identity{}, err
	}
	from := e.values["mail-from"]
	if from == "" {
		from = n.Settings.Email
	}
	_, host, _ := strings.Cut(from, "@")
	replyTo, returnPath := answerAddresses(e.values, n.Settings.Email, from)
	return mail.Identity{Name: n.Settings.Name, From: from, Host: host, ReplyTo: replyTo, ReturnPath: returnPath}, nil
}

// mailSender gives the way mail leaves: over SMTP when a server is set, else into a folder that an administrator reads.
func mailSender(v config.Values) mail.Sender {
	if v["smtp-host"] == "" {
		return mailFolder(v)
	}
	return mail.SMTP{Host: v["smtp-host"], Port: v.Number("smtp-port"), Policy: mail.Policy(v["smtp-policy"]), User: v["smtp-user"], Password: v["smtp-password"]}
}

// mailFolder is where mails go when no server is set.
func mailFolder(v config.Values) mail.Folder {
	return mail.Folder{Path: filepath.Join(v["data"], "mail")}
}

// provider is the identity provider of this installation.
func provider(v config.Values) account.Provider {
	return account.Provider{Issuer: v["oidc-issuer"], ClientID: v["oidc-client"], ClientSecret: v["oidc-secret"], GroupClaim: v["oidc-groups"],
		Scopes: strings.Fields(v["oidc-scopes"]), Strong: strings.Fields(v["oidc-strong"])}
}

// providerName is what people call it.
func providerName(v config.Values) string {
	if v["oidc-name"] != "" {
		return v["oidc-name"]
	}
	issuer, err := url.Parse(v["oidc-issuer"])
	if err != nil {
		return ""
	}
	return issuer.Hostname()
}

// toProviders puts the client for identity providers into a context.
func toProviders(ctx context.Context) context.Context { return oidc.ClientContext(ctx, providerClient) }

var providerClient = &http.Client{Timeout: 3 * time.Second, Transport: bounded{http.DefaultTransport}}

// bounded reads no more of an answer than what a provider has to say.
type bounded struct{ http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		answer.Body = http.MaxBytesReader(nil, answer.Body, 1<<20)
	}
	return answer, err
}
