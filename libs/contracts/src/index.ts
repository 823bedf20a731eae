export { Address, Login, LoginAnswer, Me, Member, NewMember, Refresh, RefreshAnswer } from './members.js';
export { InvalidField, ProblemBody } from './problem.js';
export { isProblemCode, type ProblemCode, type ProblemKind, problems } from './problems.js';
export { Session, SessionPath, Sessions } from './sessions.js';
export {
  Cart,
  CartItem,
  CartItemPath,
  CartItemQuantity,
  IdempotencyKey,
  Money,
  NewOrder,
  Order,
  OrderLine,
  Orders,
  OrderStatus,
  Product,
  Products,
  Sku,
} from './shop.js';
export { IdPath } from './text.js';
export { Introspection, IntrospectionRequest, PublicKeys } from './tokens.js';
