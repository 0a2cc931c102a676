// Package places holds where things are: a tree of areas with their boundaries, and which area a postcode suggests.
//
// # Model
//
//	gemeente ──< wijk ──< buurt ──< streets
//
// An area has a code with the year of its edition (GM, WK and BU codes of CBS; codes of a network's own for streets).
// The tree may be as deep as a network wants and no deeper (inventory A12, I11).
//
// An area may have a number of residents, from the file or filled in by hand: it is shown beside the hours that people
// work there.
//
// A boundary is a set of polygons in degrees. Boundaries are made simpler when they come in, once, as a whole: a
// border that two areas share is simplified one time and used by both, so that no gap or overlap appears
// (simplify.go). A map is drawn from them on the server, as paths for links (map.go).
//
// A postcode leads to areas through a table of postcode and house numbers. When it leads to more than one wijk it
// straddles: the answer names all of them and a person must choose. An answer is always a suggestion.
//
// # What it does not do
//
// It looks up no addresses of people and stores none. It does not know what is offered where.
package places
