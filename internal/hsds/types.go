package hsds

import "time"

// Service is a service with everything in it. Fields of the specification that this directory cannot fill are left out.
type Service struct {
	ID                 string              `json:"id"`
	OrganizationID     string              `json:"organization_id,omitempty"`
	Name               string              `json:"name"`
	Description        string              `json:"description,omitempty"`
	URL                string              `json:"url,omitempty"`
	Email              string              `json:"email,omitempty"`
	Status             string              `json:"status"`
	ApplicationProcess string              `json:"application_process,omitempty"`
	FeesDescription    string              `json:"fees_description,omitempty"`
	WaitTime           string              `json:"wait_time,omitempty"`
	MinimumAge         *int                `json:"minimum_age,omitempty"`
	MaximumAge         *int                `json:"maximum_age,omitempty"`
	AssuredDate        string              `json:"assured_date,omitempty"` // day of the last confirmation
	LastModified       time.Time           `json:"last_modified"`
	Phones             []Phone             `json:"phones,omitempty"`
	Schedules          []Schedule          `json:"schedules,omitempty"`
	ServiceAreas       []ServiceArea       `json:"service_areas,omitempty"`
	Places             []ServiceAtLocation `json:"service_at_locations,omitempty"`
	Languages          []Language          `json:"languages,omitempty"`
	Organization       *Organization       `json:"organization,omitempty"`
	CostOptions        []CostOption        `json:"cost_options,omitempty"`
	Capacities         []Capacity          `json:"capacities,omitempty"`
	Attributes         []Attribute         `json:"attributes,omitempty"`
}

// Organization is who offers services.
type Organization struct {
	ID          string      `json:"id"`
	Name        string      `json:"name"`
	Description string      `json:"description"`
	Email       string      `json:"email,omitempty"`
	Website     string      `json:"website,omitempty"`
	LegalStatus string      `json:"legal_status,omitempty"`
	Phones      []Phone     `json:"phones,omitempty"`
	Locations   []Location  `json:"locations,omitempty"`
	Services    []Service   `json:"services,omitempty"`
	Attributes  []Attribute `json:"attributes,omitempty"`
}

// Location is a place that may be known.
type Location struct {
	ID             string      `json:"id"`
	LocationType   string      `json:"location_type"`
	OrganizationID string      `json:"organization_id,omitempty"`
	Name           string      `json:"name,omitempty"`
	Latitude       *float64    `json:"latitude,omitempty"`
	Longitude      *float64    `json:"longitude,omitempty"`
	Addresses      []Address   `json:"addresses,omitempty"`
	Attributes     []Attribute `json:"attributes,omitempty"`
}

// Address is the postal address of a location.
type Address struct {
	ID            string `json:"id"`
	LocationID    string `json:"location_id,omitempty"`
	Address1      string `json:"address_1"`
	City          string `json:"city"`
	Region        string `json:"region,omitempty"`
	StateProvince string `json:"state_province"`
	PostalCode    string `json:"postal_code"`
	Country       string `json:"country"`
	AddressType   string `json:"address_type"`
}

// ServiceAtLocation is one service at one location. In a list of their own each has its service; inside a service not.
type ServiceAtLocation struct {
	ID         string    `json:"id"`
	ServiceID  string    `json:"service_id,omitempty"`
	LocationID string    `json:"location_id,omitempty"`
	Location   *Location `json:"location,omitempty"`
	Service    *Service  `json:"service,omitempty"`
}

// Phone is a telephone number.
type Phone struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	Type   string `json:"type,omitempty"`
}

// Schedule is an opening in the terms of RFC 5545, with the times in the Netherlands.
type Schedule struct {
	ID          string `json:"id"`
	ServiceID   string `json:"service_id,omitempty"`
	ValidFrom   string `json:"valid_from,omitempty"`
	ValidTo     string `json:"valid_to,omitempty"`
	DtStart     string `json:"dtstart,omitempty"`
	Until       string `json:"until,omitempty"`
	Freq        string `json:"freq,omitempty"`
	ByDay       string `json:"byday,omitempty"`
	ByWeekNo    string `json:"byweekno,omitempty"`
	Description string `json:"description,omitempty"`
	OpensAt     string `json:"opens_at,omitempty"`
	ClosesAt    string `json:"closes_at,omitempty"`
}

// ServiceArea is an area where a service comes.
type ServiceArea struct {
	ID        string `json:"id"`
	ServiceID string `json:"service_id,omitempty"`
	Name      string `json:"name,omitempty"`
	URI       string `json:"uri,omitempty"`
}

// Language is a language in which one is helped.
type Language struct {
	ID   string `json:"id"`
	Code string `json:"code,omitempty"`
}

// CostOption is what it costs.
type CostOption struct {
	ID                string `json:"id"`
	ServiceID         string `json:"service_id,omitempty"`
	Option            string `json:"option,omitempty"`
	AmountDescription string `json:"amount_description,omitempty"`
}

// Capacity is how many places are free.
type Capacity struct {
	ID        string    `json:"id"`
	ServiceID string    `json:"service_id,omitempty"`
	Unit      Unit      `json:"unit"`
	Available int       `json:"available"`
	Updated   time.Time `json:"updated"`
}

// Unit is what is counted.
type Unit struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Attribute is a term of a taxonomy, or a text that the specification has no field for.
type Attribute struct {
	ID             string        `json:"id"`
	LinkID         string        `json:"link_id,omitempty"`
	TaxonomyTermID string        `json:"taxonomy_term_id,omitempty"`
	LinkType       string        `json:"link_type,omitempty"`
	LinkEntity     string        `json:"link_entity,omitempty"`
	Value          string        `json:"value,omitempty"`
	Label          string        `json:"label,omitempty"`
	Term           *TaxonomyTerm `json:"taxonomy_term,omitempty"`
}

// Taxonomy is a list of terms.
type Taxonomy struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
}

// TaxonomyTerm is one term.
type TaxonomyTerm struct {
	ID          string `json:"id"`
	Code        string `json:"code,omitempty"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Taxonomy    string `json:"taxonomy,omitempty"`
	TaxonomyID  string `json:"taxonomy_id,omitempty"`
	Language    string `json:"language,omitempty"`
}
