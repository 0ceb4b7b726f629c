package office

func (s *source) check(f *File) {}
