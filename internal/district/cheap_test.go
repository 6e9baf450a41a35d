package district_test

import "youfu/internal/post"

func init() { post.HashCheaply() }
