"""The knowledge page 知识库."""
