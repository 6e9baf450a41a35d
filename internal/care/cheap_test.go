package care_test

import "youfu/internal/post"

func init() { post.HashCheaply() }
