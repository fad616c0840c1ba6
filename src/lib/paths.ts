// Where a page may send a reader next when the address came from outside: to a page of ours, and nowhere else.

/**
 * The path itself when it is one that our pages could have, else `fallback`. An allow-list, not a list of tricks: each part
 * begins with a letter, digit, '_', '~' or '-', so that '//', '/\', '/.' and every encoding of them have no way to be written.
 */
export const ownPath = (text: string | undefined, fallback: string): string =>
  text && text.length <= 500 && own.test(text) ? text : fallback

const own = /^\/(?:[\w~-][\w.~-]*(?:\/[\w~-][\w.~-]*)*)?(?:\?[\w.~=&%+:,-]*)?$/
