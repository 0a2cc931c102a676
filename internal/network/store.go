package network

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Store keeps the networks.
type Store struct{ db *db.DB }

// NewStore gives the store on d.
func NewStore(d *db.DB) *Store { return &Store{d} }

// Add makes an empty network, which New began, from its slug and settings, under its ID when it has one, and gives it with
// its id. A slug or host that is taken is a conflict.
func (s *Store) Add(ctx context.Context, n Network) (_ Network, err error) {
	defer errs.Wrap(&err, "network.Add(%q)", n.Slug)
	if err := n.Check(); err != nil {
		return n, err
	}
	n.ID, n.Version = cmp.Or(n.ID, db.NewID()), 1
	err = s.db.In(ctx, n.ID, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `insert into network (network_id, slug, host, settings, version, created_at, updated_at)
			values ($1, $2, $3, $4, $5, $6, $6)`, tx.Network, n.Slug, null(n.Host), db.JSON(n.Settings), n.Version, tx.Now)
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, access.As(access.Operator, n.ID), audit.Act{Action: "add", Object: access.Settings})
	})
	if errors.Is(err, errs.Conflict) {
		return n, fmt.Errorf("%w: there is already a network %q", errs.Conflict, n.Slug)
	}
	return n, err
}

// Found is Add by someone who is signed in to another network, and who gets no right in the new one. A network that was
// made before under this ID is given as it is, and fresh is false.
func (s *Store) Found(ctx context.Context, actor access.Actor, n Network) (made Network, fresh bool, err error) {
	if err := access.Can(actor, access.Edit, access.Networks); err != nil {
		return n, false, err
	}
	made, err = s.Add(ctx, n)
	if n.ID != "" && errors.Is(err, errs.Conflict) {
		if there, missing := s.BySlug(ctx, n.Slug); missing == nil && there.ID == n.ID {
			return there, false, nil
		}
	}
	return made, err == nil, err
}

// Change replaces slug, host and settings. Version must be the one that was read.
func (s *Store) Change(ctx context.Context, actor access.Actor, n Network) (err error) {
	defer errs.Wrap(&err, "network.Change(%q)", n.Slug)
	return s.change(ctx, actor, n, func(*db.Tx) error { return nil })
}

// change is Change with something more in its transaction.
func (s *Store) change(ctx context.Context, actor access.Actor, n Network, more func(*db.Tx) error) error {
	if err := access.Can(actor, access.Edit, access.Settings); err != nil {
		return err
	}
	if err := n.Check(); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		changed, err := tx.Exec(ctx, `update network set slug = $3, host = $4, settings = $5, version = version + 1, updated_at = $6
			where network_id = $1 and version = $2`, tx.Network, n.Version, n.Slug, null(n.Host), db.JSON(n.Settings), tx.Now)
		if err == nil && changed == 0 {
			err = errs.Conflict
		}
		if err != nil {
			return err
		}
		if err := more(tx); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "edit", Object: access.Settings})
	})
}

// PutLogo is Change that also keeps the picture of a logo, a PNG; nil takes the picture away.
func (s *Store) PutLogo(ctx context.Context, actor access.Actor, n Network, logo Logo, body []byte) (err error) {
	defer errs.Wrap(&err, "network.PutLogo(%q)", n.Slug)
	n.Settings.Logo = logo
	return s.change(ctx, actor, n, func(tx *db.Tx) error {
		if body == nil {
			_, err := tx.Exec(ctx, `delete from logo where network_id = $1`, tx.Network)
			return err
		}
		_, err := tx.Exec(ctx, `insert into logo (network_id, hash, body) values ($1, $2, $3)
			on conflict (network_id) do update set hash = excluded.hash, body = excluded.body`,
			tx.Network, logo.Hash, base64.StdEncoding.EncodeToString(body))
		return err
	})
}

// Picture gives the picture of the network's logo, as PNG. It is public, like the pages it stands on.
func (s *Store) Picture(ctx context.Context, actor access.Actor) (body []byte, err error) {
	defer errs.Wrap(&err, "network.Picture")
	if err := access.Can(actor, access.Read, access.Settings); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		text, err := db.One(ctx, tx, db.Value[string], `select body from logo where network_id = $1`, tx.Network)
		if err != nil {
			return err
		}
		body, err = base64.StdEncoding.DecodeString(text)
		return err
	})
	return body, err
}

const columns = `select network_id, slug, coalesce(host, ''), settings, version from network`

func read(scan db.Scan) (n Network, err error) {
	err = scan(&n.ID, &n.Slug, &n.Host, db.FromJSON(&n.Settings), &n.Version)
	n.Settings.Deadlines = n.Settings.Deadlines.whole()
	return n, err
}

// List gives every network, by slug.
func (s *Store) List(ctx context.Context) (all []Network, err error) {
	defer errs.Wrap(&err, "network.List")
	err = s.db.Platform(ctx, func(tx *db.Tx) error {
		all, err = db.All(ctx, tx, read, columns+` order by slug`)
		return err
	})
	return all, err
}

// BySlug finds a network by its slug.
func (s *Store) BySlug(ctx context.Context, slug string) (n Network, err error) {
	defer errs.Wrap(&err, "network.BySlug(%q)", slug)
	err = s.db.Platform(ctx, func(tx *db.Tx) error {
		n, err = db.One(ctx, tx, read, columns+` where slug = $1`, slug)
		return err
	})
	return n, err
}

// Of gives the network of a transaction that another concept opened.
func Of(ctx context.Context, tx *db.Tx) (Network, error) {
	return db.One(ctx, tx, read, columns+` where network_id = $1`, tx.Network)
}

func null(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// At finds the network that a request is for: the one with a slug where one is given, else the one with this host
// name, else the one that was made first when it has no name of its own. Making another one so leaves the first where
// people know it.
func (s *Store) At(ctx context.Context, slug, host string) (Network, error) {
	if slug != "" {
		return s.BySlug(ctx, slug)
	}
	all, err := s.List(ctx)
	if err != nil {
		return Network{}, err
	}
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	for _, n := range all {
		if n.Host != "" && strings.EqualFold(n.Host, host) {
			return n, nil
		}
	}
	if len(all) == 0 {
		return Network{}, errs.NotFound
	}
	first := slices.MinFunc(all, func(a, b Network) int { return strings.Compare(a.ID, b.ID) }) // ids grow with time
	if first.Host != "" {
		return Network{}, errs.NotFound
	}
	return first, nil
}
