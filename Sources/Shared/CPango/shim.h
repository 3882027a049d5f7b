// Pango lays text out in any script; Cairo writes the PDF.
#include <cairo-pdf.h>
#include <pango/pangocairo.h>
