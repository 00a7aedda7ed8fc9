// The C++ header is read by CTOML alone; this module brings its library.
#pragma once
