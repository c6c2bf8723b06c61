-- One row per question somebody asked, as a reader may see it: without the keys of people.
create or replace view mart.inquiry as
select * exclude (asker, conversation, heard) from staging.stg_inquiry;
