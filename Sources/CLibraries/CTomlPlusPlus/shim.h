// The C++ header is read by CTOML alone; this module brings its flags.
#pragma once
