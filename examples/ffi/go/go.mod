module attain.example/story

go 1.19
