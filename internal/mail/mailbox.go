package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"samenspel/internal/errs"
)

// Mailbox is the inbox of the information point, on an IMAP server.
type Mailbox struct {
	Host     string
	Port     int
	Policy   Policy // Implicit, Mandatory or None
	User     string
	Password string
	TLS      *tls.Config // nil = the usual
}

// lookEvery is how often Await looks.
const lookEvery = time.Second

// signInWaits is how long the server may take to let us in.
const signInWaits = 30 * time.Second

// Open connects and signs in; news hears what the server tells unasked. The caller closes the client. The error is
// errs.Unavailable when there is no connection, and errs.Forbidden when the server does not let us in.
func (m Mailbox) Open(ctx context.Context, news *imapclient.UnilateralDataHandler) (*imapclient.Client, error) {
	client, err := m.dial(news)
	if err != nil {
		return nil, fmt.Errorf("%w: no connection with the mailbox: %w", errs.Unavailable, err)
	}
	ctx, cancel := context.WithTimeout(ctx, signInWaits)
	defer cancel()
	defer context.AfterFunc(ctx, func() { _ = client.Close() })()
	err = client.Login(m.User, m.Password).Wait()
	var answer *imap.Error
	switch {
	case errors.As(err, &answer):
		return nil, errors.Join(fmt.Errorf("%w: the mailbox does not let us in: %w", errs.Forbidden, err), client.Close())
	case err != nil:
		_ = client.Close()
		return nil, fmt.Errorf("%w: the connection with the mailbox was lost: %w", errs.Unavailable, err)
	}
	return client, nil
}

// Await waits until a letter with a Message-ID (without brackets) lies in the inbox, and takes it out. came tells whether
// somebody else took it out before; nil = nobody does. When ctx ends before that, the letter did not arrive:
// errs.NotFound. Another error says why nobody could look.
func (m Mailbox) Await(ctx context.Context, messageID string, came func() (bool, error)) error {
	client, err := m.Open(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	defer context.AfterFunc(ctx, func() { _ = client.Close() })()
	for {
		found, err := take(client, messageID)
		if !found && err == nil && came != nil {
			found, err = came()
		}
		switch {
		case ctx.Err() != nil:
			return errs.NotFound
		case err != nil:
			return fmt.Errorf("%w: looking in the mailbox: %w", errs.Unavailable, err)
		case found:
			return nil
		}
		select {
		case <-ctx.Done():
		case <-time.After(lookEvery):
		}
	}
}

func (m Mailbox) dial(news *imapclient.UnilateralDataHandler) (*imapclient.Client, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if m.TLS != nil {
		config = m.TLS.Clone()
	}
	config.ServerName = m.Host
	options := &imapclient.Options{TLSConfig: config, Dialer: &net.Dialer{Timeout: 10 * time.Second}, UnilateralDataHandler: news}
	address := net.JoinHostPort(m.Host, strconv.Itoa(m.Port))
	switch m.Policy {
	case None:
		return imapclient.DialInsecure(address, options)
	case Mandatory:
		return imapclient.DialStartTLS(address, options)
	}
	return imapclient.DialTLS(address, options)
}

// take looks for a letter and removes it. Selecting anew each time lets every server tell what came meanwhile.
func take(client *imapclient.Client, messageID string) (bool, error) {
	if _, err := client.Select("INBOX", nil).Wait(); err != nil {
		return false, err
	}
	found, err := client.UIDSearch(&imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "Message-Id", Value: messageID}}}, nil).Wait()
	if err != nil || len(found.AllUIDs()) == 0 {
		return false, err
	}
	letters := imap.UIDSetNum(found.AllUIDs()...)
	deleted := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}
	if err := client.Store(letters, deleted, nil).Close(); err != nil {
		return true, nil // it came; that it stays is not what was asked
	}
	if client.Caps().Has(imap.CapUIDPlus) {
		_ = client.UIDExpunge(letters).Close()
	}
	return true, nil
}

// Try is a letter that tests the way out. Its text is for whoever sees it in the mailbox.
func Try(network string, who Identity, to, id string, now time.Time) Envelope {
	who.ReplyTo, who.ReturnPath = "", "" // nobody answers it
	return Envelope{Network: network, ID: id, MessageID: messageID(id, who.Host), Identity: who, Address: to, Date: now, Letter: Letter{
		Lang: "nl", Subject: "Proefbrief van Samenspel", Greeting: "Hallo,",
		Paragraphs: []string{"De beheerder kijkt of de mail werkt. Deze brief is aangekomen, dus dat is zo.", "U hoeft niets te doen. U mag deze brief weggooien."},
		Footer:     []string{"U krijgt deze mail van " + who.Name + "."}}}
}
