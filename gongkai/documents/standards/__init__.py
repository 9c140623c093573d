"""Standard directories (基层政务公开标准目录): read from the published tables, adopted, mapped to, held against."""
