package search

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/places"
)

// Keeper keeps one index for each network that was asked for, and builds it anew when the directory changed or a new
// day began. It is safe for concurrent use; while an index is being rebuilt the previous one answers.
type Keeper struct {
	// Words gives the expressions that a network added to kinds of help, by their codes; nil = none. A change of them
	// raises the revision of the directory.
	Words func(context.Context, access.Actor) (map[string][]string, error)

	directory *directory.Store
	places    *places.Store
	now       func() time.Time

	mu   sync.Mutex
	kept map[string]*kept // by network
}

type kept struct {
	building sync.Mutex
	index    *Index
	revision int64
	day      string
}

// NewKeeper gives a keeper on these stores. Now gives the day that seeds the order of equal hits and decides what is
// overdue; nil means an order that never changes, for batches.
func NewKeeper(d *directory.Store, p *places.Store, now func() time.Time) *Keeper {
	return &Keeper{directory: d, places: p, now: now, kept: map[string]*kept{}}
}

// Index gives the index of the actor's network, and builds it when there is none yet.
func (k *Keeper) Index(ctx context.Context, actor access.Actor) (*Index, error) {
	entry := k.entry(actor.Network)
	k.mu.Lock()
	index := entry.index
	k.mu.Unlock()
	if index != nil {
		return index, access.Can(actor, access.Read, access.Directory)
	}
	return k.build(ctx, actor, entry)
}

// Fresh gives the index with what was saved until now, for who looks up what they just changed. An index that takes longer
// than patience is given as it is.
func (k *Keeper) Fresh(ctx context.Context, actor access.Actor, patience time.Duration) (*Index, error) {
	built := make(chan error, 1)
	go func() {
		_, err := k.build(context.WithoutCancel(ctx), access.As(access.Visitor, actor.Network), k.entry(actor.Network))
		built <- err
	}()
	select {
	case err := <-built:
		if err != nil {
			return nil, err
		}
	case <-time.After(patience):
	}
	return k.Index(ctx, actor)
}

// AtHand gives the index of a network as it is now, or nil when there is none yet: for who cannot wait until it is built.
func (k *Keeper) AtHand(network string) *Index {
	entry := k.entry(network)
	k.mu.Lock()
	defer k.mu.Unlock()
	return entry.index
}

func (k *Keeper) entry(network string) *kept {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.kept[network] == nil {
		k.kept[network] = &kept{}
	}
	return k.kept[network]
}

// build makes the index when it is missing or behind, one at a time for each network.
func (k *Keeper) build(ctx context.Context, actor access.Actor, entry *kept) (_ *Index, err error) {
	defer errs.Wrap(&err, "search.Keeper")
	entry.building.Lock()
	defer entry.building.Unlock()
	revision, err := k.directory.Revision(ctx, actor)
	if err != nil {
		return nil, err
	}
	day := k.day()
	if entry.index != nil && entry.revision == revision && entry.day == day {
		return entry.index, nil
	}
	entries, err := k.directory.All(ctx, actor)
	if err != nil {
		return nil, err
	}
	tree, err := k.places.Tree(ctx, actor)
	if err != nil {
		return nil, err
	}
	config := Config{Network: actor.Network, Day: day}
	if k.Words != nil {
		if config.Words, err = k.Words(ctx, actor); err != nil {
			return nil, err
		}
	}
	index := Build(config, areasOf(tree), k.documents(tree, entries))
	k.mu.Lock()
	entry.index, entry.revision, entry.day = index, revision, day
	k.mu.Unlock()
	return index, nil
}

func (k *Keeper) day() string {
	if k.now == nil {
		return ""
	}
	return k.now().UTC().Format(time.DateOnly)
}

// Refresh rebuilds every kept index that is behind.
func (k *Keeper) Refresh(ctx context.Context) error {
	k.mu.Lock()
	all := make(map[string]*kept, len(k.kept))
	for network, entry := range k.kept {
		all[network] = entry
	}
	k.mu.Unlock()
	for network, entry := range all {
		if _, err := k.build(ctx, access.As(access.Visitor, network), entry); err != nil {
			return err
		}
	}
	return nil
}

// Run calls Refresh again and again until ctx ends. A failure is logged and tried again.
func (k *Keeper) Run(ctx context.Context, every time.Duration, log *slog.Logger) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := k.Refresh(ctx); err != nil && ctx.Err() == nil {
				log.Error("the search index is behind", "error", err)
			}
		}
	}
}

// served gives the areas a service is for, and none when it serves a whole municipality.
func served(tree places.Tree, s directory.Service) []string {
	for _, id := range s.Serves {
		if area, ok := tree.Get(id); ok && area.Kind == places.Gemeente {
			return nil
		}
	}
	return s.Serves
}

func areasOf(tree places.Tree) []Area {
	var areas []Area
	for _, a := range tree.Areas() {
		areas = append(areas, Area{ID: a.ID, Parent: a.ParentID, Name: a.Name, Slug: a.Slug, Kind: string(a.Kind)})
	}
	return areas
}

func (k *Keeper) documents(tree places.Tree, entries []directory.Entry) []Document {
	taxonomy := directory.Taxonomy()
	docs := make([]Document, len(entries))
	for i, e := range entries {
		s := e.Service
		docs[i] = Document{
			ID: s.ID, Ref: s.Origin.Ref, Slug: s.Slug, Title: s.Title, Organization: e.Organization.Name, Description: s.Description,
			About: e.Organization.Description, Words: s.Words, Needs: s.Needs, Audiences: s.Audiences, Forms: s.Forms,
			Costs: codes(s.Costs), Access: s.Access, Languages: s.Languages, Areas: served(tree, s),
			Labels: append(taxonomy.Needs.Labels(s.Needs, "nl"), taxonomy.Audiences.Labels(s.Audiences, "nl")...),
			MinAge: s.Ages.Min, MaxAge: s.Ages.Max, Overdue: k.now != nil && s.Overdue(k.now()), Full: s.Capacity.State == directory.Full, Seeking: s.Sought != "", Closed: s.NoProfessionals,
		}
		if len(s.Locations) > 0 {
			docs[i].Located = s.Locations[0].AreaID
		}
	}
	return docs
}

func codes(code string) []string {
	if code == "" {
		return nil
	}
	return []string{code}
}
