package casework

import (
	"context"
	"slices"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/i18n"
	"samenspel/internal/mail"
)

// The purposes of the links in letters. That to a professional is a proof, for the own cases of one discussion; the others
// lead to pages that need a sign-in.
const (
	PurposeYours = "case-yours"
	PurposeList  = "case-list"
	PurposeStuck = "case-stuck"
)

// yoursLast is how long after a discussion its links lead somewhere.
const yoursLast = 92 * 24 * time.Hour

// tellProfessionals writes each professional one letter about the own cases of a discussion: the day and the kinds of help.
func tellProfessionals(ctx context.Context, tx *db.Tx, d Discussion) error {
	type brought struct{ who, help string }
	all, err := db.All(ctx, tx, func(scan db.Scan) (b brought, err error) { return b, scan(&b.who, &b.help) },
		`select c.professional, n.help from discussed_case c join case_need n on n.network_id = c.network_id and n.case_id = c.id
		where c.network_id = $1 and c.professional <> '' and `+lies+` order by c.professional, c.id, n.place`, tx.Network, d.ID)
	if err != nil {
		return err
	}
	helps := map[string][]string{}
	var order []string
	for _, b := range all {
		if helps[b.who] == nil {
			order, helps[b.who] = append(order, b.who), []string{}
		}
		if term, ok := directory.Taxonomy().Needs.Find(b.help); ok && !slices.Contains(helps[b.who], term.NL) {
			helps[b.who] = append(helps[b.who], term.NL)
		}
	}
	for _, who := range order {
		if _, err := mail.Queue(ctx, tx, mail.Message{Kind: "case-yours", Lang: mail.Languages[0], Address: who, Object: d.ID,
			Args: map[string]string{"Day": i18n.In(mail.Languages[0]).Date(d.Held), "Helps": strings.Join(helps[who], ", ")}}); err != nil {
			return err
		}
	}
	return nil
}

// Token gives the proof in the link of a professional to the own cases of a discussion.
func (s *Store) Token(network, discussion, professional string) string {
	return mail.Sign(s.key, network+"\x00"+discussion, professional, PurposeYours, 0)
}

// Yours is what a professional brought into a discussion.
type Yours struct {
	Discussion
	Rows []Row // without texts
}

// Yours gives what the professional with a link brought into a discussion, and leaves a line in the trace. A forged link,
// one of another network, and one that is over are NotFound. What ended is not there any more.
func (s *Store) Yours(ctx context.Context, network, id, token string) (y Yours, err error) {
	defer errs.Wrap(&err, "casework.Yours(%q)", id)
	return y, s.db.In(ctx, network, func(tx *db.Tx) error {
		if y.Discussion, err = db.One(ctx, tx, readDiscussion, discussions+` and d.id = $2`, tx.Network, id); err != nil {
			return err
		}
		if y.Closed != nil && tx.Now.After(y.Closed.Add(yoursLast)) {
			return errs.NotFound
		}
		all, err := db.All(ctx, tx, readCase, cases+` and c.professional <> '' and `+lies+` order by c.words, c.id`, tx.Network, id)
		if err != nil {
			return err
		}
		own := slices.DeleteFunc(all, func(c Case) bool {
			return !mail.Verify(s.key, token, network+"\x00"+id, c.Professional, PurposeYours, 0)
		})
		if len(own) == 0 {
			return errs.NotFound
		}
		if y.Rows, err = withNeeds(ctx, tx, own, func(Case) bool { return false }); err != nil {
			return err
		}
		return audit.Write(ctx, tx, access.Actor{Network: network, Origin: PurposeYours}, audit.Act{Action: "read", Object: access.Cases, ID: id, Purpose: "professional"})
	})
}
