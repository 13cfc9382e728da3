# Ids become parts of refs, so anything git or the tables could trip over is refused.
extend() { printf '%s\n' "$1" | plan_extend "api-1${tab}2${tab}open${tab}-${tab}Serve"; }

refuses "not a valid task id: 'api/1'" extend 'api/1 2 - Slash'
refuses "not a valid task id: '-n'" extend '-n 2 - Leading dash'
refuses "not a valid task id: ''" extend ''
refuses 'must be 1 to 5' extend 'api-2 9 - Unknown priority'
refuses 'not a list of ids' extend 'api-2 3 api:1 Unknown separator'
refuses 'needs a title' extend 'api-2 3 -'
refuses 'task api-1 exists already' extend 'api-1 3 - Same id'
refuses 'task api-2 exists already' extend 'api-2 3 - Twice
api-2 3 - in one import'
refuses 'usage: board' board frobnicate
