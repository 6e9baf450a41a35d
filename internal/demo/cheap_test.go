package demo

import "youfu/internal/post"

func init() { post.HashCheaply() }
