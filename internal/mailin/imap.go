package mailin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"samenspel/internal/mail"
)

// IMAP is a mailbox on a server. What was stored is removed from it, so it must be the program's own.
type IMAP struct {
	Mailbox  mail.Mailbox
	Idle     time.Duration // how long to wait for news before looking again; 0 = 5 minutes
	Poll     time.Duration // how often to look where the server tells no news; 0 = 1 minute
	Patience time.Duration // with a server that says nothing; 0 = 2 minutes
}

// Name tells whose mailbox it is, and where.
func (m IMAP) Name() string { return m.Mailbox.User + " at " + m.Mailbox.Host }

// Watch takes what lies in the mailbox, and then waits for news (IDLE) or for the next look.
func (m IMAP) Watch(ctx context.Context, take Take, looked func()) error {
	news := make(chan struct{}, 1)
	client, err := m.Mailbox.Open(ctx, &imapclient.UnilateralDataHandler{Mailbox: func(*imapclient.UnilateralDataMailbox) {
		select {
		case news <- struct{}{}:
		default:
		}
	}})
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	defer context.AfterFunc(ctx, func() { _ = client.Close() })()
	s := session{IMAP: m, client: client, take: take, left: map[imap.UID]bool{}}
	for ctx.Err() == nil {
		n, err := s.look(ctx)
		if err != nil {
			return errors.Join(ctx.Err(), err)
		}
		looked()
		if n > 0 {
			continue // while it was taken more may have come
		}
		if err := s.wait(ctx, news); err != nil {
			return errors.Join(ctx.Err(), err)
		}
	}
	return ctx.Err()
}

// session is one connection.
type session struct {
	IMAP
	client *imapclient.Client
	take   Take
	left   map[imap.UID]bool // those that nobody takes
}

// within ends the connection when do takes longer than the server is given: one that falls silent keeps up nobody.
func (s *session) within(do func() error) error {
	timer := time.AfterFunc(cmp.Or(s.Patience, 2*time.Minute), func() { _ = s.client.Close() })
	defer timer.Stop()
	return do()
}

// sized is a mail of which only the size is known.
type sized struct {
	uid  imap.UID
	size int64
}

// look takes one batch, and gives how many letters were in it. Selecting anew lets every server tell what came, and
// which numbers hold.
func (s *session) look(ctx context.Context) (n int, err error) {
	var validity int64
	var all []sized
	err = s.within(func() error {
		box, err := s.client.Select("INBOX", nil).Wait()
		if err != nil || box.NumMessages == 0 {
			return err
		}
		validity = int64(box.UIDValidity)
		all, err = s.list()
		return err
	})
	if err != nil || len(all) == 0 {
		return 0, err
	}
	var letters []Letter
	batch := batchOf(all)
	err = s.within(func() error {
		letters, err = s.fetch(batch, validity)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("fetching mail: %w", err)
	}
	safe, err := s.take(ctx, letters)
	if err != nil {
		return 0, err
	}
	return len(batch), s.within(func() error { return s.remove(batch, safe) })
}

// list gives the mails that lie there and may be taken, the oldest first.
func (s *session) list() (all []sized, err error) {
	everything := imap.UIDSet{imap.UIDRange{Start: 1, Stop: 0}}
	found, err := s.client.Fetch(everything, &imap.FetchOptions{UID: true, RFC822Size: true}).Collect()
	for _, one := range found {
		if one.UID > 0 && !s.left[one.UID] {
			all = append(all, sized{one.UID, one.RFC822Size})
		}
	}
	return all, err
}

// batchOf gives the first few, which together are not too large.
func batchOf(all []sized) []sized {
	var bytes int64
	for i, one := range all {
		bytes += min(one.size, maxRaw)
		if i > 0 && (i == maxBatch || bytes > maxBytes) {
			return all[:i]
		}
	}
	return all
}

// fetch reads mails, of large ones the beginning. It leaves them unread. After a mistake the connection is of no more use.
func (s *session) fetch(batch []sized, validity int64) (letters []Letter, err error) {
	var uids imap.UIDSet
	sizes := map[imap.UID]int64{}
	for _, one := range batch {
		uids.AddNum(one.uid)
		sizes[one.uid] = one.size
	}
	body := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Offset: 0, Size: maxRaw}}
	found := s.client.Fetch(uids, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{body}})
	for one := found.Next(); one != nil; one = found.Next() {
		uid, raw, err := letterIn(one)
		if err != nil {
			return nil, err
		}
		if raw != nil {
			letters = append(letters, Letter{Validity: validity, UID: int64(uid), Raw: raw, Cut: sizes[uid] > maxRaw && len(raw) >= maxRaw})
		}
	}
	return letters, found.Close()
}

// letterIn takes the number and the text out of what a server tells of one mail. It stops where the connection stops: the
// library would read on there, while its own reader does (a data race of version 2.0.0-beta.8 in Collect).
func letterIn(one *imapclient.FetchMessageData) (uid imap.UID, raw []byte, err error) {
	for item := one.Next(); item != nil; item = one.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			uid = item.UID
		case imapclient.FetchItemDataBodySection:
			if item.Literal == nil {
				continue
			}
			if raw, err = io.ReadAll(item.Literal); err != nil {
				return uid, nil, err
			}
			if int64(len(raw)) < item.Literal.Size() {
				return uid, nil, io.ErrUnexpectedEOF
			}
		}
	}
	return uid, raw, nil
}

// remove takes what is safe out of the mailbox, and leaves the others of a batch alone from now on.
func (s *session) remove(batch []sized, safe []int64) error {
	for _, one := range batch {
		s.left[one.uid] = true
	}
	if len(safe) == 0 {
		return nil
	}
	var uids imap.UIDSet
	for _, uid := range safe {
		uids.AddNum(imap.UID(uid)) // #nosec G115 -- it was one
		delete(s.left, imap.UID(uid))
	}
	deleted := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}
	if err := s.client.Store(uids, deleted, nil).Close(); err != nil {
		return err
	}
	if s.client.Caps().Has(imap.CapUIDPlus) {
		return s.client.UIDExpunge(uids).Close()
	}
	return s.client.Expunge().Close()
}

// wait waits until there is news, or it is time to look again.
func (s *session) wait(ctx context.Context, news <-chan struct{}) error {
	if !s.client.Caps().Has(imap.CapIdle) {
		pause(ctx, cmp.Or(s.Poll, time.Minute), news)
		return nil
	}
	var idle *imapclient.IdleCommand
	err := s.within(func() (err error) {
		idle, err = s.client.Idle()
		return err
	})
	if err != nil {
		return err
	}
	pause(ctx, cmp.Or(s.Idle, 5*time.Minute), news)
	return s.within(func() error { return errors.Join(idle.Close(), idle.Wait()) })
}

// pause waits for a time, for news, or for the end.
func pause(ctx context.Context, most time.Duration, news <-chan struct{}) {
	select {
	case <-ctx.Done():
	case <-news:
	case <-time.After(most):
	}
}
