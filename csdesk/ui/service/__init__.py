"""The page 服务: the summary of a week or month."""
