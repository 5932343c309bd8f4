#ifndef GENGFU_CCURL_H
#define GENGFU_CCURL_H

#include <curl/curl.h>

/* curl_easy_setopt and its kin are variadic, which Swift does not import. */
static inline CURLcode gengfu_curl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

#endif
