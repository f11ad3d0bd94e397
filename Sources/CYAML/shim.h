// libyaml's event interface, as it is: no wrapper is needed, Swift imports every function.
#include <yaml.h>
