package office_test

import "youfu/internal/post"

func init() { post.HashCheaply() }
