#ifndef GENGFU_CMALLOC_H
#define GENGFU_CMALLOC_H

#include <malloc.h>

#endif
