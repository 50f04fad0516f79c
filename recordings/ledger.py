"""The chain of hashes over deletions."""
