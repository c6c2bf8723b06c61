"""What a pasted word would try to reach from SQL beyond the data it was let at; every one must be refused."""

from __future__ import annotations

SECRET = "root:x:0"  # the beginning of /etc/passwd, should an answer hold it after all
REACHES = (
    "select * from read_csv('/etc/passwd')", "select content from read_text('/etc/passwd')",
    "select content from read_blob('/etc/passwd')", "select * from read_json('/etc/passwd')",
    "select * from read_parquet('/etc/passwd')", "from sniff_csv('/etc/passwd')",
    "select * from glob('/etc/*')", "select * from '/etc/passwd'", "attach '/tmp/x.duckdb' as x",
    "copy (select 1) to '/tmp/langnghe-thu.csv'", "copy raw.source from '/etc/passwd'",
    "create temp table x as from read_csv('/etc/passwd')", "install httpfs", "force install httpfs", "load httpfs",
    "load '/tmp/x.duckdb_extension'", "select * from read_csv('https://example.org/x.csv')",
    "set enable_external_access = true", "set lock_configuration = false", "set allowed_directories = ['/']",
    "set allowed_configs = ['enable_external_access']", "set autoload_known_extensions = true",
    "set autoinstall_known_extensions = true", "set python_enable_replacements = true",
    "set extension_directory = '/tmp'", "set temp_directory = '/tmp'", "set secret_directory = '/tmp'",
    "set log_query_path = '/tmp/langnghe-thu.log'", "pragma enable_logging", "pragma profiling_output = '/tmp/x'",
    "reset enable_external_access", "export database '/tmp/langnghe-thu'", "import database '/tmp'",
    "select getenv('HOME')", "create secret (type s3)",
)  # fmt: skip
