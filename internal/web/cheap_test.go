package web

import "youfu/internal/post"

func init() { post.HashCheaply() }
