package mail

import (
	"context"
	"crypto/tls"
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

// Await waits until a letter with a Message-ID (without brackets) lies in the inbox, and takes it out. When ctx ends
// before that, the letter did not arrive: errs.NotFound. Another error says why nobody could look.
func (m Mailbox) Await(ctx context.Context, messageID string) error {
	client, err := m.dial()
	if err != nil {
		return fmt.Errorf("%w: no connection with the mailbox: %w", errs.Unavailable, err)
	}
	defer func() { _ = client.Close() }()
	defer context.AfterFunc(ctx, func() { _ = client.Close() })()
	if err := client.Login(m.User, m.Password).Wait(); err != nil {
		return fmt.Errorf("%w: the mailbox does not let us in: %w", errs.Forbidden, err)
	}
	for {
		found, err := take(client, messageID)
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

func (m Mailbox) dial() (*imapclient.Client, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if m.TLS != nil {
		config = m.TLS.Clone()
	}
	config.ServerName = m.Host
	options := &imapclient.Options{TLSConfig: config, Dialer: &net.Dialer{Timeout: 10 * time.Second}}
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
	return Envelope{Network: network, ID: id, MessageID: messageID(id, who.Host), Identity: who, Address: to, Date: now, Letter: Letter{
		Lang: "nl", Subject: "Proefbrief van Samenspel", Greeting: "Hallo,",
		Paragraphs: []string{"De beheerder kijkt of de mail werkt. Deze brief is aangekomen, dus dat is zo.", "U hoeft niets te doen. U mag deze brief weggooien."},
		Footer:     []string{"U krijgt deze mail van " + who.Name + "."}}}
}
