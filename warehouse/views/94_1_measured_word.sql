-- One row per wording of a post: its title, lead and body, for macros of the criteria that read texts in scope.
-- They name it without a schema. While a report is made, warehouse.measured.prepared puts a temporary table of
-- this name before it, of the posts in scope only: a text among a million is then looked up once, not ten times.
create or replace view main.measured_word as select post_id, revision, title, lead, body from raw.post;
