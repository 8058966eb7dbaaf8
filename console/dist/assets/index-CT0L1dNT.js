import{u as a,t as r,a as t,E as s,P as n}from"./index-CjLIIk5U.js";function l(){const e=a(r);return t(n,{title:e.names.gallery,children:t(s,{})})}export{l as default};
