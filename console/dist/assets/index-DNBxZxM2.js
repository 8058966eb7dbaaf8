import{u as s,t as a,a as e,E as r,P as n}from"./index-CjLIIk5U.js";function u(){const t=s(a);return e(n,{title:t.names.servers,children:e(r,{})})}export{u as default};
