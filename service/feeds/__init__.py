"""What we read: the catalogue of feeds, one fetcher, one parser per format."""
