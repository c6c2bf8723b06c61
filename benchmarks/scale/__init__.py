"""An office of up to millions of posts, and what every stage of a day takes in it."""
