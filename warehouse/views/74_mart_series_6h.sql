-- One row per series and six hours (Hà Nội time) that hold something: posts, stories, independent sources.
create or replace view mart.series_6h as from mart.series_counts('mart.series_item', 6);
